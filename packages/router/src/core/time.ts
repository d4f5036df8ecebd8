export const MINUTE_MS = 60_000;

export const HOUR_MS = 60 * MINUTE_MS;

export const DAY_MS = 24 * HOUR_MS;

/** The time so many milliseconds after another, both in ISO 8601. */
export function later(at: string, milliseconds: number): string {
  return new Date(Date.parse(at) + milliseconds).toISOString();
}

/** By how much clocks may differ. */
const CLOCK_SKEW_MS = MINUTE_MS;

/**
 * The latest end of something that lives this long and was begun by now. A stored end beyond it was written while a
 * clock was wrong, and is not believed: else what ends after an hour would end when that clock said so.
 */
export function latestEnd(at: string, lifetimeMs: number): string {
  return later(at, lifetimeMs + CLOCK_SKEW_MS);
}

/** A time that has passed: one that a wrong clock has put into the future counts as now. */
export function passed(time: string, at: string): string {
  return time > at ? at : time;
}

const RFC_3339 =
  /^(\d{4}-\d\d-\d\d)[Tt ]((?:[01]\d|2[0-3]):[0-5]\d):([0-5]\d|60)(?:\.(\d+))?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** How we store a time of a day that every month has. Most are read so, and an import reads a dozen for each issue. */
const IS_STORED = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/**
 * A time of RFC 3339 as we store it: in UTC, with milliseconds. What is finer is cut off, and a leap second is the first
 * one after it. Undefined for what is no time, or is not in the years 1 to 9999, which every engine can store.
 */
export function toUtc(text: string): string | undefined {
  if (IS_STORED.test(text)) return text;
  const [, day, minute, second, fraction = '', zone = ''] = RFC_3339.exec(text) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  const isLeap = second === '60';
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const time = Date.parse(`${day}T${minute}:${isLeap ? '59' : second}.${milliseconds}${zone.toUpperCase()}`);
  const utc = new Date(isLeap ? time + 1000 : time).toISOString();
  return /^(?!0000)\d{4}-/.test(utc) ? utc : undefined;
}

/** Not so the 30th of February, of which `Date` makes a day in March. */
function isDay(day: string): boolean {
  const at = new Date(day);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}
