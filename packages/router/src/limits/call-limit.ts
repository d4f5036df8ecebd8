import { createRequire } from 'node:module';
import type { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { callerKey, holdTo, type Limit, type LimitedCall } from './limit.ts';
import type { Tally } from './stored-limit.ts';

// The package as a whole loads a limiter for every kind of store. Its parts have no types of their own.
const require = createRequire(import.meta.url);
const MemoryLimiter = require('rate-limiter-flexible/lib/RateLimiterMemory.js') as typeof RateLimiterMemory;
const Consumed = require('rate-limiter-flexible/lib/RateLimiterRes.js') as typeof RateLimiterRes;

/** A limit on what calls use, counted in this process for each user, and for each address of those who are nobody. */
export type CallLimit = {
  limit: Limit;
  /**
   * Uses so many points, one when left out. The last ones may be more than are left: a caller is let through as long as
   * anything is.
   *
   * @throws AppError `rate_limited`
   */
  count(call: LimitedCall, points?: number): Promise<void>;
  /** What was let through here since this was last called, by key, as far as its window is not over. */
  takeUnshared(): Map<string, Unshared>;
  /** Keeps for the next `takeUnshared` what could not be shared. */
  putBack(unshared: Map<string, Unshared>): void;
  /** Goes on from what all processes together have counted. */
  takeOver(key: string, total: Tally): Promise<void>;
};

/** `until` is when the window ends in which it was counted, as `Date.now()` says it. */
type Unshared = { points: number; until: number };

export function callLimit(limit: Limit): CallLimit {
  const { name, quota, window_seconds: duration } = limit;
  const limiter = new MemoryLimiter({ keyPrefix: '', points: quota, duration });
  let unshared = new Map<string, Unshared>();
  const keep = (key: string, { points, until }: Unshared) => {
    const other = unshared.get(key) ?? { points: 0, until };
    const counted = other.until > Date.now() ? other.points : 0;
    unshared.set(key, { points: counted + points, until: Math.max(until, other.until) });
  };
  return {
    limit,
    async count(call, points = 1) {
      const caller = callerKey(call);
      if (quota === 0 || caller === undefined) return;
      const key = `${name}:${caller}`;
      const use = await consume(limiter, key, points);
      const isLetThrough = use.consumedPoints - points < quota;
      // What is refused uses nothing up, so a flood past the limit writes nothing to the database.
      if (isLetThrough) keep(key, { points, until: Date.now() + use.msBeforeNext });
      const used = isLetThrough ? Math.min(use.consumedPoints, quota) : use.consumedPoints;
      holdTo(limit, call.request, { points: used, reset_ms: use.msBeforeNext });
    },
    takeUnshared() {
      const taken = unshared;
      unshared = new Map();
      return new Map([...taken].filter(([, { until }]) => until > Date.now()));
    },
    putBack(notShared) {
      for (const [key, one] of notShared) keep(key, one);
    },
    async takeOver(key, total) {
      const seconds = (Date.parse(total.expires_at) - Date.now()) / 1000;
      if (seconds <= 0) return; // to the limiter, that would be forever
      await limiter.set(key, total.points + (unshared.get(key)?.points ?? 0), seconds);
    },
  };
}

async function consume(limiter: RateLimiterMemory, key: string, points: number): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key, points);
  } catch (refused) {
    if (refused instanceof Consumed) return refused;
    throw refused;
  }
}
