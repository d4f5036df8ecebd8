import { z } from 'zod';
import {
  hasHidden,
  isOneLine,
  isStorable,
  isVisible,
  NO_CONTROL,
  NO_CONTROL_BUT_BREAKS,
  ONE_WORD,
  withAsciiDomain,
} from './text.ts';
import { toUtc } from './time.ts';

/** What kind of text a field of an input holds. */
export type TextKind = 'kept' | 'prose' | 'line' | 'name' | 'key' | 'id' | 'address' | 'time';

/**
 * The kind of each text, by its schema. The builders below write it down, and each text of an input is made by one of
 * them: what they refuse gets into no field (packages/router/testing/core/texts.test.ts).
 */
export const textKinds = z.registry<{ kind: TextKind; raisedBy?: 'ISSUE_DESCRIPTION_MAX' }>();

function made<S extends z.ZodString | z.ZodStringFormat>(kind: TextKind, schema: S): S {
  textKinds.add(schema, { kind });
  return schema;
}

/** The same text, whose greatest length a setting raises. */
export function raisedBy(setting: 'ISSUE_DESCRIPTION_MAX', schema: z.ZodString): z.ZodString {
  const raised = schema.clone();
  textKinds.add(raised, { ...textKinds.get(schema), kind: 'prose', raisedBy: setting });
  return raised;
}

/** A rule for a text in which the rules before it found nothing: of one fault one thing is said. */
function rule(isKept: (text: string) => boolean, message: string): z.core.CheckFn<string> {
  return ({ value, issues }) => {
    if (issues.length === 0 && !isKept(value)) issues.push({ code: 'custom', input: value, message });
  };
}

const storable = rule(isStorable, 'Must be well-formed Unicode without NUL characters');
const oneLine = rule(isOneLine, 'Must be one line, without control characters');
const visible = rule((text) => text === '' || isVisible(text), 'Must have a visible character');
const nothingHidden = rule((text) => !hasHidden(text), 'Must not have invisible characters');

/**
 * Text of a given length that is kept as it came, such as a password or what another tracker held: all that every
 * engine can store, which is neither a NUL nor half of a surrogate pair.
 */
export function kept(min: number, max: number) {
  return made('kept', z.string().min(min).max(max).check(storable));
}

/** Text that people read, of one or more lines. Where it may be empty, it is that or has something to see. */
export function prose(min: number, max: number) {
  const text = z
    .string()
    .regex(NO_CONTROL_BUT_BREAKS, 'Must not have control characters, but for tabs and ends of lines');
  return made('prose', text.min(min).max(max).check(storable, visible));
}

/** One line of text, without white space around it. */
export function line(min: number, max: number) {
  const text = z.string().trim().regex(NO_CONTROL, 'Must be one line, without control characters');
  return made('line', text.min(min).max(max).check(storable, oneLine, visible));
}

/** A line by which people know somebody or something, in the one form that Unicode has for each (NFC). */
export function name(min: number, max: number) {
  const text = z.string().normalize('NFC').trim().regex(NO_CONTROL, 'Must be one line, without control characters');
  return made('name', text.min(min).max(max).check(storable, oneLine, visible, nothingHidden));
}

/** What something is looked up by, of a form that `message` says. The pattern bounds its length. */
export function key(pattern: RegExp, message: string) {
  return made('key', z.string().regex(pattern, message).check(storable, oneLine, visible));
}

/** A position in the log, as `Docket-Position` and events have it. */
export const positionInLog = key(/^[0-9a-f]{16}\.\d{1,15}$/, 'Must be a position as it came');

/** One word of any characters, such as a name from another tracker. */
export function word(message: string) {
  return key(ONE_WORD, message);
}

/** The address of a page. */
export function webAddress() {
  const url = z.url({ protocol: /^https?$/, error: 'Must be a web address (http or https)' });
  return made('address', url.min(1).max(500).check(storable, oneLine));
}

/** What browsers take in a form for addresses (HTML, `input type=email`), with at most 64 characters before the @ (RFC 5321). */
const EMAIL = new RegExp(z.regexes.html5Email.source.replace('+@', '{1,64}@'));

/** An email address, trimmed, in small letters, and with its domain as mail servers know it. */
export function emailAddress() {
  const text = z.string().trim().overwrite(withAsciiDomain);
  const address = text.check(z.email({ pattern: EMAIL, error: 'Must be an email address' }));
  return made('address', address.max(254).toLowerCase());
}

/** A time of RFC 3339, in any of its forms; in UTC with milliseconds from here on. */
export function time() {
  const message = 'Must be a time such as 2026-01-31T09:30:00Z (RFC 3339), not before the year 1';
  const text = z
    .string()
    .max(64)
    .overwrite((value) => toUtc(value) ?? value);
  return made('time', text.check(rule((value) => toUtc(value) === value, message))).meta({
    description: 'A time',
    format: 'date-time',
    examples: ['2026-01-31T09:30:00.000Z'],
  });
}

/** A day of the calendar, without a time. */
export function date() {
  const message = 'Must be a date such as 2026-01-31';
  const text = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, message);
  const isDay = rule((value) => toUtc(`${value}T00:00:00Z`)?.startsWith(value) ?? false, message);
  return made('key', text.check(isDay)).meta({ description: 'A day', format: 'date', examples: ['2026-01-31'] });
}

export const uuid = made('id', z.uuid().toLowerCase()).meta({
  description: 'A UUID (version 7, so ids sort by time)',
  examples: ['019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c13'],
});

const UUID_V7 = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$/;

/**
 * The id of something new, which its author may make. Nothing is sorted by the time in it, so that may be any: clocks of
 * callers are wrong.
 */
export const newUuid = made(
  'id',
  z.string().regex(UUID_V7, 'Must be a UUID of version 7 (RFC 9562)').toLowerCase(),
).meta({
  description:
    'A UUID of version 7 of your own. A repeat with the same content makes nothing new, and one with other content is refused',
  examples: ['019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c13'],
});

export const timestamp = z.iso
  .datetime({ precision: 3 })
  .describe('A time in UTC with milliseconds (ISO 8601)')
  .meta({ examples: ['2026-01-31T09:30:00.000Z'] });

/** Items in one answer of a list, unless the call says how many. */
export const DEFAULT_SIZE = 20;

const MAX_SIZE = 100;

/** Totals are exact so far, and pages end there: to count or skip more takes longer the more there is. Cursors go on. */
export const MOST_COUNTED = 10_000;

/** How many rows a list looks at in one call, however few of them match: what all pages together show, and one more. */
export const MOST_LOOKED_AT = MOST_COUNTED + MAX_SIZE + 1;

/** The same for issues, which are asked for more. */
export const MOST_FILTERED = 3000;

/** The same where each issue takes a look at another table, which costs several times as much. */
export const MOST_LOOKED_UP = 2000;

/** The same where the issues of many projects have to come in the order of the list, besides. */
export const MOST_LOOKED_UP_IN_ORDER = 800;

const size = z
  .int()
  .min(1)
  .max(MAX_SIZE)
  .meta({ examples: [DEFAULT_SIZE] });

/** The input fields of a list. */
export const pageInput = {
  page: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1)
    .describe('The page to read, from 1. Pages end at 10,000 items: beyond, read on with `cursor`')
    .meta({ examples: [1] }),
  size: size.describe(`Items in one answer; ${DEFAULT_SIZE} when left out`).optional(),
  limit: size.describe('Another name for `size`').optional(),
  cursor: kept(1, 400)
    .describe('Read on after this `next_cursor`, whatever was added or deleted in between; `page` is ignored then')
    .meta({ examples: ['aXNzdWVzIDIwMjYtMDEtMzFUMDk6MzA6MDAuMDAwWiAwMTlhOWMxZS03YjFhLTdjYzAtOGE1Mi01ZDVmM2ExZjBjMTM'] })
    .optional(),
};

/** In the output of what can be edited. */
export const version = z.int().describe('Grows by one with each change');

/** In the input of an edit. */
export const seenVersion = z
  .int()
  .min(1)
  .describe('The version that the edit is made from: a field that somebody else changed since is refused with 412')
  .meta({ examples: [1] })
  .optional();

const NOT_WITH_CURSOR = 'left out when a cursor was given';

/** The output of a list: a page of it, or what follows on a cursor. */
export function pageOf<Item extends z.ZodType>(item: Item, { id, description }: { id: string; description: string }) {
  const page = { total: 1, total_is_capped: false, page: 1, size: DEFAULT_SIZE, pages: 1 };
  const examples = [{ items: item.meta()?.['examples'] ?? [], ...page, next_cursor: null }];
  return z
    .object({
      items: z.array(item).describe('Fewer than `size` at the end, and where an answer would become too long'),
      total: z.int().describe(`Items on all pages, up to 10,000; ${NOT_WITH_CURSOR}`).optional(),
      total_is_capped: z
        .boolean()
        .describe(`Whether there may be more items than \`total\` says; ${NOT_WITH_CURSOR}`)
        .optional(),
      page: z.int().describe(`From 1; ${NOT_WITH_CURSOR}`).optional(),
      size: z.int().describe('Items that were asked for'),
      pages: z.int().describe(`Pages that can be read; ${NOT_WITH_CURSOR}`).optional(),
      next_cursor: z.string().nullable().describe('Where to read on; null at the end'),
    })
    .meta({ id, description, examples });
}
