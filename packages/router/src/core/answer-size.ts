/** What the items of one answer may have. The first item is shown whatever it has. */
export const MOST_BYTES = 1_000_000;

/** Items that are read at once. When they are small, all others are read at once too. */
const FIRST = 20;
const SMALL_PART = 1 / 10;

/** The items that fit into one answer, and how many of the keys they are. */
type Fitting<Item> = { items: Item[]; keys: number };

type Reading<Key, Item> = {
  read(some: Key[]): Promise<Item[]>;
  /** About as many bytes as the long texts of an item have. To weigh the whole item would take as long as to read it. */
  weigh?(item: Item): number;
};

/**
 * Reads the items of these keys until an answer is full.
 *
 * @param share bytes that the items may have where an answer is shared: then short texts count, too
 */
export async function readFitting<Key, Item>(
  keys: Key[],
  { read, ...reading }: Reading<Key, Item>,
  share?: number,
): Promise<Fitting<Item>> {
  const weigh = share === undefined ? reading.weigh : bytesOf;
  const most = share ?? MOST_BYTES;
  if (!weigh) return { items: keys.length > 0 ? await read(keys) : [], keys: keys.length };
  const items: Item[] = [];
  let bytes = 0;
  for (let start = 0; start < keys.length; ) {
    const isSmall = start > 0 && bytes <= most * SMALL_PART;
    const some = keys.slice(start, isSmall ? keys.length : start + FIRST);
    const found = await read(some);
    const sizes = found.map(weigh);
    const fits = found.length < some.length ? found.length : howManyFit(sizes, most - bytes); // some are gone, who knows which
    const count = start === 0 ? Math.max(fits, 1) : fits;
    items.push(...found.slice(0, count));
    if (count < found.length) return { items, keys: start + count };
    bytes = sizes.reduce((sum, size) => sum + size, bytes);
    start += some.length;
  }
  return { items, keys: keys.length };
}

/** How many of these fit into so many bytes. */
function howManyFit(sizes: number[], bytes: number): number {
  let sum = 0;
  const first = sizes.findIndex((size) => {
    sum += size;
    return sum > bytes;
  });
  return first === -1 ? sizes.length : first;
}

/** Below that, what JSON escapes in a text makes no difference. */
const SHORT = 200;

/** About as many bytes as a value has as JSON, found faster than by writing it. */
export function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length < SHORT ? value.length : Buffer.byteLength(JSON.stringify(value));
  if (typeof value !== 'object' || value === null) return 0;
  let bytes = 0;
  for (const name in value) bytes += name.length + bytesOf(value[name as keyof typeof value]);
  return bytes;
}
