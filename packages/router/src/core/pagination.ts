import type { SelectQueryBuilder } from 'kysely';
import { invalidInput } from './errors.ts';
import { DEFAULT_SIZE, storableTime } from './schema.ts';

export type PageInput = { page: number; size?: number | undefined; limit?: number | undefined };

export type Page<Item> = { items: Item[]; total: number; page: number; size: number; pages: number };

export function sizeOf(input: { size?: number | undefined; limit?: number | undefined }): number {
  return input.size ?? input.limit ?? DEFAULT_SIZE;
}

export function offsetOf(input: PageInput): number {
  return (input.page - 1) * sizeOf(input);
}

/** Reads the page of a query that is asked for, and counts all of its rows. */
export async function readPage<DB, TB extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, TB, Row>,
  input: PageInput,
): Promise<Page<Row>> {
  const rows = await query.limit(sizeOf(input)).offset(offsetOf(input)).execute();
  return toPage(input, rows, await countRows(query));
}

/** How many rows a query finds, whatever it selects of them. */
export async function countRows<DB, TB extends keyof DB>(query: SelectQueryBuilder<DB, TB, unknown>): Promise<number> {
  const counting = query
    .clearSelect()
    .clearOrderBy()
    .select((eb) => eb.fn.countAll().as('total'));
  const { total } = await counting.$castTo<{ total: number }>().executeTakeFirstOrThrow();
  return total;
}

export function toPage<Item>(input: PageInput, items: Item[], total: number): Page<Item> {
  const size = sizeOf(input);
  return { items, total, page: input.page, size, pages: Math.ceil(total / size) };
}

/** A place in a list that is sorted by time and id. */
export type Position = { created_at: string; id: string };

export function encodeCursor({ created_at, id }: Position): string {
  return Buffer.from(`${created_at} ${id}`).toString('base64url');
}

/** @throws AppError `validation_failed` when the cursor is not one of ours. */
export function decodeCursor(cursor: string): Position {
  const match = /^(\S+) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match?.[1] || !match[2] || !storableTime.safeParse(match[1]).success) {
    throw invalidInput('cursor', 'Not a cursor: pass on a next_cursor as it came', 'invalid_cursor');
  }
  return { created_at: match[1], id: match[2] };
}
