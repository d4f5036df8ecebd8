// Generated from the router by `pnpm generate`. Do not edit.

import { DAY_MS, later, toUtc } from '../core/time.ts';

/** From the first that is in it to the first that is not; without an end where one is left out. */
export type Range<T> = { from?: T; until?: T };

/**
 * The times that a value of `created:` and its like means: `2026-01-31`, `>=2026-01-31`, `2026-01-01..2026-01-31`,
 * `*..2026-01-31`. Days are those of UTC, and a range has its last day in it. Undefined: it is none of these.
 */
export function timesIn(text: string): Range<string> | undefined {
  return rangeIn(text, momentOf);
}

/** The days that a value of `due:` means: `2026-01-31`, `<2026-01-31`, `2026-01-01..*`. Undefined: it is none of these. */
export function daysIn(text: string): Range<string> | undefined {
  return rangeIn(text, dayOf);
}

/** The numbers that a value of `comments:` means: `10`, `>10`, `1..5`, `5..*`. Undefined: it is none of these. */
export function countsIn(text: string): Range<number> | undefined {
  return rangeIn(text, (part) =>
    /^\d{1,9}$/.test(part) ? { from: Number(part), until: Number(part) + 1 } : undefined,
  );
}

function rangeIn<T>(text: string, read: (part: string) => Range<T> | undefined): Range<T> | undefined {
  const ends = /^(.+)\.\.(.+)$/.exec(text);
  if (ends) {
    const [from, until] = [ends[1] ?? '', ends[2] ?? ''].map((end) => (end === '*' ? {} : read(end)));
    const isOpen = ends[1] === '*' && ends[2] === '*';
    return from && until && !isOpen ? rangeOf(from.from, until.until) : undefined;
  }
  const [, operator, rest = ''] = /^(>=|<=|>|<)?(.+)$/.exec(text) ?? [];
  const one = read(rest);
  if (!one) return undefined;
  if (operator === '>=') return rangeOf(one.from, undefined);
  if (operator === '<=') return rangeOf(undefined, one.until);
  if (operator === '>') return rangeOf(one.until, undefined);
  return operator === '<' ? rangeOf(undefined, one.from) : one;
}

function rangeOf<T>(from: T | undefined, until: T | undefined): Range<T> {
  return { ...(from !== undefined && { from }), ...(until !== undefined && { until }) };
}

/** After all times that can be stored. The year 10000 is written with a sign, and would come before them. */
const END_OF_TIMES = '9999-12-31T24:00:00.000Z';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** After all days, as text. */
const END_OF_DAYS = '9999-12-32';

function dayOf(text: string): Range<string> | undefined {
  const { from, until } = (DAY.test(text) && momentOf(text)) || {};
  if (from === undefined || until === undefined) return undefined;
  return rangeOf(from.slice(0, 10), until === END_OF_TIMES ? END_OF_DAYS : until.slice(0, 10));
}

/** A day, or a millisecond. */
function momentOf(text: string): Range<string> | undefined {
  const isDay = DAY.test(text);
  const from = toUtc(isDay ? `${text}T00:00:00Z` : text);
  if (from === undefined) return undefined;
  const until = later(from, isDay ? DAY_MS : 1);
  return rangeOf(from, until.startsWith('+') ? END_OF_TIMES : until);
}
