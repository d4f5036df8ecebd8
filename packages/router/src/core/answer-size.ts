/** What the texts of one answer may have. The first item is shown whatever it has. */
const MOST_BYTES = 1_000_000;

/** Items that are read at once. When they are small, all others are read at once too. */
const FIRST = 20;
const SMALL_BYTES = MOST_BYTES / 10;

/** The items that fit into one answer, and how many of the keys they are. */
type Fitting<Item> = { items: Item[]; keys: number };

type Reading<Key, Item> = {
  read(some: Key[]): Promise<Item[]>;
  /** About as many bytes as the texts of an item have. To weigh the whole item would take as long as to read it. */
  weigh?(item: Item): number;
};

/** Reads the items of these keys until an answer is full. */
export async function readFitting<Key, Item>(keys: Key[], { read, weigh }: Reading<Key, Item>): Promise<Fitting<Item>> {
  if (!weigh) return { items: keys.length > 0 ? await read(keys) : [], keys: keys.length };
  const items: Item[] = [];
  let bytes = 0;
  for (let start = 0; start < keys.length; ) {
    const isSmall = start > 0 && bytes <= SMALL_BYTES;
    const some = keys.slice(start, isSmall ? keys.length : start + FIRST);
    const found = await read(some);
    const sizes = found.map(weigh);
    const fits = found.length < some.length ? found.length : howManyFit(sizes, bytes); // some are gone, who knows which
    const count = start === 0 ? Math.max(fits, 1) : fits;
    items.push(...found.slice(0, count));
    if (count < found.length) return { items, keys: start + count };
    bytes = sizes.reduce((sum, size) => sum + size, bytes);
    start += some.length;
  }
  return { items, keys: keys.length };
}

/** How many of these fit behind so many bytes. */
function howManyFit(sizes: number[], bytes: number): number {
  let sum = bytes;
  const first = sizes.findIndex((size) => {
    sum += size;
    return sum > MOST_BYTES;
  });
  return first === -1 ? sizes.length : first;
}
