import { readFitting } from './answer-size.ts';
import { invalidInput } from './errors.ts';
import { positionText } from './positions.ts';
import { DEFAULT_SIZE, MOST_COUNTED } from './schema.ts';
import { toUtc } from './time.ts';

export type ListInput = {
  page: number;
  size?: number | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
  /** Bytes that the items may have, where an answer is shared with other calls. No caller says it. */
  most_bytes?: number | undefined;
};

/** Exact up to `MOST_COUNTED`, and from there on a lower bound: `total_is_capped`. */
export type Total = { total: number; total_is_capped: boolean };

/** A page, or what follows on a cursor: then without total and pages. */
export type List<Item> = { items: Item[]; size: number; next_cursor: string | null } & Partial<
  Total & { page: number; pages: number }
>;

export function sizeOf(input: Pick<ListInput, 'size' | 'limit'>): number {
  return input.size ?? input.limit ?? DEFAULT_SIZE;
}

/** @throws AppError `validation_failed` for a page that begins behind what is counted: to skip rows takes as long as to read them. */
export function offsetOf(input: ListInput): number {
  const offset = (input.page - 1) * sizeOf(input);
  if (offset < MOST_COUNTED) return offset;
  const remedy = `Pages end at ${MOST_COUNTED} items: read on with \`cursor\`, the next_cursor of the page before`;
  throw invalidInput('page', remedy, 'page_too_far');
}

export function toTotal(count: number, { isLowerBound = false } = {}): Total {
  return { total: Math.min(count, MOST_COUNTED), total_is_capped: isLowerBound || count > MOST_COUNTED };
}

/** Which part of a list: from the beginning, or `after` a place. */
export type Range<Key> = { after: Key | undefined; offset: number; limit: number };

/**
 * How a list is read: first the keys of its rows, which are their places in its order, through an index; then the rows
 * of one page.
 */
export type Source<Key, Item> = {
  cursors: Cursors<Key>;
  find(range: Range<Key>): Promise<Key[]>;
  /** Where `find` gives up when hardly any row is what it looks for; undefined when it comes to the end of the list. */
  giveUp?(after: Key | undefined): Promise<Key | undefined>;
  count(): Promise<Total>;
  /** The items of these keys, in their order. */
  read(keys: Key[]): Promise<Item[]>;
  /** More bytes than an item can have (`mostBytes`), where its texts may be long or many. */
  weigh?(item: Item): number;
};

/**
 * Reads the page that is asked for, or what follows on a cursor. A list that gives up looking, or has long texts, is
 * shorter than asked for, and its `next_cursor` reads on from there.
 *
 * @throws AppError `validation_failed` when the cursor is not one of this list, or the page is too far away
 */
export async function readList<Key, Item>(input: ListInput, source: Source<Key, Item>): Promise<List<Item>> {
  const size = sizeOf(input);
  const after = input.cursor === undefined ? undefined : source.cursors.decode(input.cursor);
  const offset = after === undefined ? offsetOf(input) : 0;
  // One more than asked for tells whether anything follows.
  const found = await source.find({ after, offset, limit: size + 1 });
  const keys = found.slice(0, size);
  const { items, keys: read } = await readFitting(keys, source, input.most_bytes);
  const isFull = found.length > size || read < keys.length;
  const last = isFull ? keys[read - 1] : await source.giveUp?.(after);
  const next_cursor = last === undefined ? null : source.cursors.encode(last);
  if (after !== undefined) return { items, size, next_cursor };

  const isEnd = !isFull && (keys.length > 0 || offset === 0);
  const isPastCounting = offset + found.length > MOST_COUNTED;
  const { total, total_is_capped } =
    isEnd || isPastCounting
      ? toTotal(offset + found.length, { isLowerBound: last !== undefined })
      : atLeast(found.length > 0 ? offset + found.length : 0, await source.count());
  return { items, total, total_is_capped, page: input.page, size, pages: Math.ceil(total / size), next_cursor };
}

/** A count that stopped before its end may have met fewer than a page shows. A page that shows none says nothing of those before. */
function atLeast(found: number, { total, total_is_capped }: Total): Total {
  return { total: total_is_capped ? Math.max(total, found) : total, total_is_capped };
}

/** Rows in the order of their keys. Those that went meanwhile are left out. */
export function inOrderOf<Key, Row>(keys: Key[], rows: Row[], keyOf: (row: Row) => Key): Row[] {
  const found = new Map(rows.map((row) => [keyOf(row), row]));
  return keys.flatMap((key) => found.get(key) ?? []);
}

/** How the places in a list are written as cursors. */
export type Cursors<Key> = { encode(key: Key): string; decode(cursor: string): Key };

/** A place in a list that is sorted by time and id. */
export type Position = { created_at: string; id: string };

/** Several lists are sorted so: a cursor names its list, as in another one its place has no meaning. */
export function byTime(list: string): Cursors<Position> {
  return {
    encode: ({ created_at, id }) => toCursor(`${list} ${created_at} ${id}`),
    decode(cursor) {
      const [, of, created_at = '', id = ''] = /^(\S+) (\S+) ([0-9a-f-]{36})$/.exec(textOf(cursor)) ?? [];
      if (toUtc(created_at) !== created_at) throw noCursor();
      if (of !== list) throw otherList();
      return { created_at, id };
    },
  };
}

type Sorted<Key> = { list: string; sort: string; write(key: Key): string; read(text: string): Key | undefined };

/** Of a list that is sorted as one likes: a cursor names its order, too, as in another one its place has no meaning. */
export function bySort<Key>({ list, sort, write, read }: Sorted<Key>): Cursors<Key> {
  return {
    encode: (key) => toCursor(`${list} ${sort} ${write(key)}`),
    decode(cursor) {
      const [, of, by, text] = /^(\S+) (\S+) (.+)$/.exec(textOf(cursor)) ?? [];
      if (text === undefined) throw noCursor();
      if (of !== list) throw otherList();
      if (by !== sort) throw otherOrder(sort);
      const key = read(text);
      if (key === undefined) throw noCursor();
      return key;
    },
  };
}

/** Of a list that is sorted by the order of commits, by the name of the list. */
export function byPosition(list: string): Cursors<{ position: number }> {
  return {
    encode: ({ position }) => toCursor(`${list} at ${position}`),
    decode(cursor) {
      const [, of, position] = /^(\S+) at (\d{1,15})$/.exec(textOf(cursor)) ?? [];
      if (position === undefined) throw noCursor();
      if (of !== list) throw otherList();
      return { position: Number(position) };
    },
  };
}

/** Of a list of a log of events: what an event says of its position is a cursor, and so is the position of a commit. */
export function inLog(log_id: string, field = 'cursor'): Cursors<{ position: number }> {
  return {
    encode: ({ position }) => positionText({ log_id, position }),
    decode(cursor) {
      const [, of, position] = /^([0-9a-f]{16})\.(\d{1,15})$/.exec(cursor) ?? [];
      if (position === undefined) throw noCursor(field);
      if (of === log_id) return { position: Number(position) };
      const remedy = 'Of another log: the database was restored or moved since. Begin anew, without a cursor';
      throw invalidInput(field, remedy, 'other_log');
    },
  };
}

/** Of a list that is sorted by name. */
export const byName: Cursors<{ name_key: string }> = {
  encode: ({ name_key }) => toCursor(`name ${name_key}`),
  decode(cursor) {
    const [, name_key] = /^name ([^\0]+)$/.exec(textOf(cursor)) ?? [];
    if (name_key === undefined) throw noCursor();
    return { name_key };
  },
};

/** The same where several have one name. */
export const byNameAndId: Cursors<{ name_key: string; id: string }> = {
  encode: ({ name_key, id }) => toCursor(`named ${id} ${name_key}`),
  decode(cursor) {
    const [, id, name_key] = /^named ([0-9a-f-]{36}) ([^\0]+)$/.exec(textOf(cursor)) ?? [];
    if (id === undefined || name_key === undefined) throw noCursor();
    return { name_key, id };
  },
};

function toCursor(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function textOf(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString();
}

function noCursor(field = 'cursor'): Error {
  return invalidInput(field, 'Not a cursor of this list: pass on a next_cursor as it came', 'invalid_cursor');
}

function otherOrder(sort: string): Error {
  const remedy = `A cursor of another order than ${sort}: send the \`sort\` of the page that it came with`;
  return invalidInput('cursor', remedy, 'invalid_cursor');
}

function otherList(): Error {
  return invalidInput(
    'cursor',
    'A cursor of another list: pass on a next_cursor of this one as it came',
    'invalid_cursor',
  );
}
