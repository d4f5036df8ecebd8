import { DAY_MS, HOUR_MS, MINUTE_MS } from '../core/time.ts';

/** Milliseconds before each attempt after the first, which is made at once (Standard Webhooks, "Deliverability and reliability"). */
const DELAYS = [5000, 5 * MINUTE_MS, 30 * MINUTE_MS, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR_MS)];

/** Up to such a part of a delay is added: what failed together does not come again together. */
const JITTER = 0.1;

/** No receiver makes us wait longer. */
const LONGEST_PAUSE_MS = DAY_MS;

/** How long nothing arrives until a webhook is disabled. */
export const FAILING_MS = 5 * DAY_MS;

/** Milliseconds to wait after so many attempts; undefined: it is given up. */
export function delayAfter(attempts: number): number | undefined {
  const delay = DELAYS[attempts - 1];
  return delay === undefined ? undefined : Math.round(delay * (1 + JITTER * Math.random()));
}

/** Milliseconds of a Retry-After (RFC 9110, section 10.2.3), as seconds or as a date; 0 for what is neither. */
export function pauseOf(retry_after: string | undefined, now: Date): number {
  if (retry_after === undefined) return 0;
  const wait = /^\d+$/.test(retry_after) ? Number(retry_after) * 1000 : Date.parse(retry_after) - now.getTime();
  return Math.min(Math.max(0, wait || 0), LONGEST_PAUSE_MS);
}
