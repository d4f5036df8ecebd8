/** What the items of one answer may have, as JSON. The first is shown whatever it has. */
const MOST_BYTES = 1_000_000;

/** Items that are read at once. When they are small, all others are read at once too. */
const FIRST = 20;
const SMALL_BYTES = MOST_BYTES / 10;

/** The items that fit into one answer, and how many of the keys they are. */
type Fitting<Item> = { items: Item[]; keys: number };

/** Reads the items of these keys until an answer is full. */
export async function readFitting<Key, Item>(
  keys: Key[],
  read: (some: Key[]) => Promise<Item[]>,
): Promise<Fitting<Item>> {
  const fitting: Fitting<Item> = { items: [], keys: 0 };
  let bytes = 0;
  while (fitting.keys < keys.length) {
    const isSmall = fitting.keys > 0 && bytes <= SMALL_BYTES;
    const some = keys.slice(fitting.keys, isSmall ? keys.length : fitting.keys + FIRST);
    const found = await read(some);
    const sizes = found.map(bytesOf);
    const fits = found.length < some.length ? found.length : howManyFit(sizes, bytes); // some are gone since
    const count = Math.max(fits, fitting.keys === 0 ? 1 : 0);
    fitting.items.push(...found.slice(0, count));
    if (count < found.length) return { items: fitting.items, keys: fitting.keys + count };
    fitting.keys += some.length;
    bytes += sizes.reduce((sum, size) => sum + size, 0);
  }
  return fitting;
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

/** Below that, what JSON escapes in a text makes no difference. */
const SHORT = 200;

/** About as many bytes as a value has as JSON, found faster than by writing it. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length < SHORT ? value.length : Buffer.byteLength(JSON.stringify(value));
  if (typeof value !== 'object' || value === null) return 0;
  let bytes = 0;
  for (const name in value) bytes += name.length + bytesOf(value[name as keyof typeof value]);
  return bytes;
}
