/** What the items of one answer may have. The first item is shown whatever it has. */
export const MOST_BYTES = 1_000_000;

/** Items that are read at once. When they are small, all others are read at once too. */
const FIRST = 20;
const SMALL_PART = 1 / 5;

/** The items that fit into one answer, and how many of the keys they are. */
type Fitting<Item> = { items: Item[]; keys: number };

type Reading<Key, Item> = {
  read(some: Key[]): Promise<Item[]>;
  /** More bytes than an item can have (`mostBytes`). To find out how many it has takes as long as to write it. */
  weigh?(item: Item): number;
};

/**
 * Reads the items of these keys until an answer is full.
 *
 * @param share bytes that the items may have where an answer is shared: then short texts count, too
 */
export async function readFitting<Key, Item>(
  keys: Key[],
  { read, weigh }: Reading<Key, Item>,
  share?: number,
): Promise<Fitting<Item>> {
  if (share !== undefined) return readUntilFull(keys, { read, weigh: undefined, most: share });
  if (weigh) return readUntilFull(keys, { read, weigh, most: MOST_BYTES });
  return { items: keys.length > 0 ? await read(keys) : [], keys: keys.length };
}

type Filling<Key, Item> = Pick<Reading<Key, Item>, 'read'> & {
  weigh: Reading<Key, Item>['weigh'] | undefined;
  most: number;
};

async function readUntilFull<Key, Item>(
  keys: Key[],
  { read, weigh, most }: Filling<Key, Item>,
): Promise<Fitting<Item>> {
  const items: Item[] = [];
  let bytes = 0;
  for (let start = 0; start < keys.length; ) {
    const isSmall = start > 0 && bytes <= most * SMALL_PART;
    const some = keys.slice(start, isSmall ? keys.length : start + FIRST);
    const found = await read(some);
    const sizes = sizesOf(found, { weigh, small: (most - bytes) * SMALL_PART });
    const fits = found.length < some.length ? found.length : howManyFit(sizes, most - bytes); // some are gone, who knows which
    const count = start === 0 ? Math.max(fits, 1) : fits;
    items.push(...found.slice(0, count));
    if (count < found.length) return { items, keys: start + count };
    bytes += sumOf(sizes);
    start += some.length;
  }
  return { items, keys: keys.length };
}

type Weighing<Item> = { weigh: ((item: Item) => number) | undefined; small: number };

/** Exact, unless the items are small whatever their texts are made of. */
function sizesOf<Item>(items: Item[], { weigh, small }: Weighing<Item>): number[] {
  const most = weigh && items.map(weigh);
  return most && sumOf(most) <= small ? most : items.map(bytesOf);
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

function sumOf(sizes: number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** As many bytes as a value has as JSON. */
export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

/** JSON writes a control character as `\u0001`; all others have fewer bytes. */
const BYTES_OF_CHARACTER = 6;

/** What stands in an object beside its texts: names of fields, ids, times, numbers. */
const AROUND_BYTES = 400;

/** More bytes than an object can have that has these texts, and nothing else that may be long. */
export function mostBytes(...texts: (string | null)[]): number {
  return texts.reduce((sum, text) => sum + (text?.length ?? 0) * BYTES_OF_CHARACTER, AROUND_BYTES);
}
