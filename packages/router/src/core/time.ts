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
