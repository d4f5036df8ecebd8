import { z } from 'zod';

/**
 * Text of a given length that is kept as it came, such as a password or what another tracker held: all that every
 * engine can store, which is neither a NUL nor half of a surrogate pair.
 */
export function rawText(min: number, max: number) {
  return storable(z.string(), { min, max });
}

/** Text of a given length without control characters, but for tabs and ends of lines: nobody sees the others. */
export function text(min: number, max: number) {
  return readable(z.string(), { min, max });
}

/** A control character other than a tab and the ends of lines. */
const CONTROL = /[^\P{Cc}\t\n\r]/u;

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How many characters a reader sees: a letter with its accents is one, and so is an emoji (Unicode UAX 29). */
export function countCharacters(given: string): number {
  return [...SEGMENTER.segment(given)].length;
}

/** Text that people read, so white space alone is none. */
export function prose(min: number, max: number) {
  return text(min, max).refine((value) => value.length < min || value.trim() !== '', { message: 'Must not be blank' });
}

/** One line of text, without white space around it. */
export function line(min: number, max: number) {
  return storable(
    z
      .string()
      .trim()
      .regex(/^\P{Cc}*$/u, 'Must be one line, without control characters'),
    { min, max },
  );
}

export const uuid = z.uuid().toLowerCase().describe('A UUID (version 7, so ids sort by time)');

export const timestamp = z.iso
  .datetime({ precision: 3 })
  .describe('A time in UTC with milliseconds (ISO 8601)')
  .meta({ examples: ['2026-01-31T09:30:00.000Z'] });

/** A time that every engine can store: PostgreSQL has no year 0. */
export const storableTime = timestamp.refine((time) => !time.startsWith('0000'), 'Must not be in the year 0000');

/** Items in one answer of a list, unless the call says how many. */
export const DEFAULT_SIZE = 20;

const MAX_SIZE = 100;

/** Totals are exact so far, and pages end there: to count or skip more takes longer the more there is. Cursors go on. */
export const MOST_COUNTED = 10_000;

/** How many rows a list looks at in one call, however few of them match: what all pages together show, and one more. */
export const MOST_LOOKED_AT = MOST_COUNTED + MAX_SIZE + 1;

/** The same for issues, which are asked for more. */
export const MOST_FILTERED = 5000;

/** The same where each issue takes a look at another table, which costs several times as much. */
export const MOST_LOOKED_UP = 2500;

const size = z.int().min(1).max(MAX_SIZE);

/** The input fields of a list. */
export const pageInput = {
  page: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1)
    .describe('The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`'),
  size: size.describe(`Items in one answer; ${DEFAULT_SIZE} when left out`).optional(),
  limit: size.describe('Another name for `size`').optional(),
  cursor: z
    .string()
    .max(400)
    .describe('Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then')
    .optional(),
};

const NOT_WITH_CURSOR = 'left out when a cursor was given';

/** The output of a list: a page of it, or what follows on a cursor. */
export function pageOf<Item extends z.ZodType>(item: Item, { id, description }: { id: string; description: string }) {
  const page = { total: 1, total_is_capped: false, page: 1, size: DEFAULT_SIZE, pages: 1 };
  const examples = [{ items: item.meta()?.['examples'] ?? [], ...page, next_cursor: null }];
  return z
    .object({
      items: z.array(item),
      total: z.int().describe(`Items on all pages, up to 10,000; ${NOT_WITH_CURSOR}`).optional(),
      total_is_capped: z
        .boolean()
        .describe(`Whether there may be more items than \`total\` says; ${NOT_WITH_CURSOR}`)
        .optional(),
      page: z.int().describe(`From 1; ${NOT_WITH_CURSOR}`).optional(),
      size: z.int(),
      pages: z.int().describe(`Pages that can be read; ${NOT_WITH_CURSOR}`).optional(),
      next_cursor: z.string().nullable().describe('Where to read on; null at the end'),
    })
    .meta({ id, description, examples });
}

type Lengths = { min: number; max: number };

type Text<S> = z.ZodType<string> & { min(length: number): S; max(length: number): S };

function storable<S extends Text<S>>(schema: S, { min, max }: Lengths): S {
  return schema.min(min).max(max).refine(isStorable, { message: 'Must be well-formed Unicode without NUL characters' });
}

/** What people can read: storable, and without control characters but for tabs and ends of lines. */
export function readable<S extends Text<S>>(schema: S, { min, max }: Lengths): S {
  const message = 'Must be well-formed Unicode without control characters, but for tabs and ends of lines';
  return schema
    .min(min)
    .max(max)
    .refine((value) => isStorable(value) && !CONTROL.test(value), { message });
}

function isStorable(value: string): boolean {
  return value.isWellFormed() && !value.includes('\0');
}
