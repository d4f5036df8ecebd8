import pLimit from 'p-limit';
import { AppError } from '../core/errors.ts';
import { HASHING_THREADS } from './hashing-threads.ts';

/** The longest that a call is to wait for its turn: less than a server that stops has, which is 8 s. */
const MAX_WAIT_SECONDS = 6;
/** At the default cost of 12. */
const SECONDS_PER_HASH = 0.3;

type Bounds = {
  /** How much work runs at once. */
  running: number;
  /** How much more may wait for its turn. */
  waiting: number;
  /** The longest that work may wait for its turn, and when the caller of work that finds no room may try again. */
  maxWaitSeconds: number;
};

export type BoundedPool = {
  /** Runs one piece of work, now or when it is its turn. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /**
   * To be asked before anything is done for work that would be refused.
   *
   * @throws AppError `unavailable`
   */
  requireRoom(): void;
  /** How much work runs and waits now. */
  load(): { running: number; waiting: number };
};

/**
 * A pool that runs work in the order in which it comes. When the queue is full it refuses more work
 * at once, and work that waited too long when its turn comes (a busy event loop leaves little time to
 * threads of low priority), because a call that waits longer than its caller does is work for nobody.
 *
 * The pool throws AppError `unavailable` for work that it refuses, and what the work throws.
 */
export function createBoundedPool({ running, waiting, maxWaitSeconds }: Bounds): BoundedPool {
  const limit = pLimit(running);
  function refusal(): AppError {
    return new AppError('unavailable', {
      detail: `Too many passwords are being checked: try again in ${maxWaitSeconds} seconds`,
      retry_after: maxWaitSeconds,
    });
  }
  function requireRoom(): void {
    if (limit.activeCount + limit.pendingCount >= running + waiting) throw refusal();
  }
  return {
    requireRoom,
    load: () => ({ running: limit.activeCount, waiting: limit.pendingCount }),
    async run(work) {
      requireRoom();
      const latest = performance.now() + maxWaitSeconds * 1000;
      return limit(() => {
        if (performance.now() > latest) throw refusal();
        return work();
      });
    },
  };
}

/**
 * All password hashing of the process goes through here, whoever asks for it, so that logins can
 * not starve other calls. At the default cost, what waits is done within about 6 seconds; hence the
 * length of the queue.
 */
export const hashingPool = createBoundedPool({
  running: HASHING_THREADS,
  waiting: Math.floor((MAX_WAIT_SECONDS / SECONDS_PER_HASH) * HASHING_THREADS),
  maxWaitSeconds: MAX_WAIT_SECONDS,
});
