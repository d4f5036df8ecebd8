import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { addressKey } from './address.ts';
import { holdTo, type Limit, type LimitedCall } from './limit.ts';
import type { Tally } from './stored-limit.ts';

/** A limit on calls, counted in this process for each user, and for each address of those who are nobody. */
export type CallLimit = {
  limit: Limit;
  /** @throws AppError `rate_limited` */
  count(call: LimitedCall): Promise<void>;
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
  const { name, quota: points, window_seconds: duration } = limit;
  const limiter = new RateLimiterMemory({ keyPrefix: '', points, duration });
  let unshared = new Map<string, Unshared>();
  const keep = (key: string, { points, until }: Unshared) => {
    const other = unshared.get(key) ?? { points: 0, until };
    const counted = other.until > Date.now() ? other.points : 0;
    unshared.set(key, { points: counted + points, until: Math.max(until, other.until) });
  };
  return {
    limit,
    async count({ actor, request }) {
      if (points === 0 || request.address === null) return;
      const key = `${name}:${actor.kind === 'user' ? `user:${actor.id}` : addressKey(request.address)}`;
      const use = await consume(limiter, key);
      // What is refused uses nothing up, so a flood past the limit writes nothing to the database.
      if (use.consumedPoints <= points) keep(key, { points: 1, until: Date.now() + use.msBeforeNext });
      holdTo(limit, request, { points: use.consumedPoints, reset_ms: use.msBeforeNext });
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

async function consume(limiter: RateLimiterMemory, key: string): Promise<RateLimiterRes> {
  try {
    return await limiter.consume(key);
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return refused;
    throw refused;
  }
}
