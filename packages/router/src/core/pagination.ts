import { z } from 'zod';
import { invalidInput } from './errors.ts';

const DEFAULT_SIZE = 20;

const sizes = {
  size: z.int().min(1).max(100).describe(`Items in one answer; ${DEFAULT_SIZE} when left out`).optional(),
  limit: z.int().min(1).max(100).describe('Another name for `size`').optional(),
};

/** The input fields of a list that is read page by page. */
export const pageInput = {
  page: z.int().min(1).max(1_000_000).default(1).describe('The page to read, from 1'),
  ...sizes,
};

/** The input fields of a list that is read page by page, or on from a cursor. */
export const cursorInput = {
  ...pageInput,
  cursor: z
    .string()
    .max(200)
    .describe('Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then')
    .optional(),
};

/** The output of a list that is read page by page. */
export function pageOf<Item extends z.ZodType>(item: Item, { id, description }: { id: string; description: string }) {
  const examples = [{ items: item.meta()?.['examples'] ?? [], total: 1, page: 1, size: DEFAULT_SIZE, pages: 1 }];
  return z
    .object({
      items: z.array(item),
      total: z.int().min(0).describe('Items on all pages'),
      page: z.int(),
      size: z.int(),
      pages: z.int(),
    })
    .meta({ id, description, examples });
}

export type PageInput = { page: number; size?: number | undefined; limit?: number | undefined };

export type Page<Item> = { items: Item[]; total: number; page: number; size: number; pages: number };

export function sizeOf(input: { size?: number | undefined; limit?: number | undefined }): number {
  return input.size ?? input.limit ?? DEFAULT_SIZE;
}

export function offsetOf(input: PageInput): number {
  return (input.page - 1) * sizeOf(input);
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
  const match = /^(\d{4}-\d\d-\d\dT[\d:.]{12}Z) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match?.[1] || !match[2]) {
    throw invalidInput('cursor', 'Not a cursor: pass on a next_cursor as it came', 'invalid_cursor');
  }
  return { created_at: match[1], id: match[2] };
}
