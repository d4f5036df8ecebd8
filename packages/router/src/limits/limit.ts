import type { Actor } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import type { RequestInfo } from '../core/request.ts';
import { addressKey } from './address.ts';

/** So much of something in a window of time. */
export type Limit = {
  /** As the RateLimit fields name it. */
  name: string;
  quota: number;
  window_seconds: number;
  /** What is counted; calls when left out. As the RateLimit fields name it. */
  unit?: 'content-bytes';
  /** What there is too much of, in the words of the refusal. */
  what: string;
};

/** What a limit needs to know of a call. */
export type LimitedCall = { actor: Actor; at: string; request: RequestInfo };

/** Whom a call counts for: its user, or the address of nobody we know. Undefined in process, where nothing is limited. */
export function callerKey({ actor, request: { address } }: LimitedCall): string | undefined {
  if (address === null) return undefined;
  return actor.kind === 'user' ? `user:${actor.id}` : addressKey(address);
}

type Use = { points: number; reset_ms: number };

/**
 * Tells the caller what is left of a limit after a use of it.
 *
 * @throws AppError `rate_limited` when it was one use too many
 */
export function holdTo({ what, ...limit }: Limit, request: RequestInfo, { points, reset_ms }: Use): void {
  const reset_seconds = Math.max(1, Math.ceil(reset_ms / 1000));
  const is_exceeded = points > limit.quota;
  request.reportLimit({ ...limit, remaining: Math.max(0, limit.quota - points), reset_seconds, is_exceeded });
  if (!is_exceeded) return;
  const detail = `Too many ${what}: try again in ${reset_seconds} seconds`;
  throw new AppError('rate_limited', { detail, retry_after: reset_seconds });
}
