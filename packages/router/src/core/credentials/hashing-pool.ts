import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { AppError } from '../errors.ts';

/**
 * Hashes that run at once. Each holds one of libuv's 4 threads for a third of a second at cost 12,
 * and all files, name look-ups and WebCrypto of the process share what is left: so 2 at most. With
 * 500 logins in flight on two cores, the p99 of other calls was no higher with two at once than
 * with one (183 against 201 ms), and 96 logins were answered in place of 69 (bench/logins.ts).
 */
const THREADS = Math.min(2, availableParallelism());

/** The longest that a call is to wait for its turn: less than a server that stops has, which is 8 s. */
const MAX_WAIT_SECONDS = 6;
/** At the default cost of 12. */
const SECONDS_PER_HASH = 0.3;

type Bounds = {
  /** How much work runs at once. */
  running: number;
  /** How much more may wait for its turn. */
  waiting: number;
  /** When the caller of work that finds no room may try again. */
  retryAfterSeconds: number;
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
};

/**
 * A pool that runs work in the order in which it comes. When the queue is full it refuses more work
 * at once, because a call that waits longer than its caller does is work for nobody.
 *
 * The pool throws AppError `unavailable` while the queue is full, and what the work throws.
 */
export function createBoundedPool({ running, waiting, retryAfterSeconds }: Bounds): BoundedPool {
  const limit = pLimit(running);
  function requireRoom(): void {
    if (limit.activeCount + limit.pendingCount < running + waiting) return;
    throw new AppError('unavailable', {
      detail: `Too many passwords are being checked: try again in ${retryAfterSeconds} seconds`,
      retry_after: retryAfterSeconds,
    });
  }
  return {
    requireRoom,
    async run(work) {
      requireRoom();
      return limit(work);
    },
  };
}

/**
 * All password hashing of the process goes through here, whoever asks for it, so that logins can
 * not starve other calls. At the default cost, what waits is done within about 6 seconds; hence the
 * length of the queue.
 */
export const hashingPool = createBoundedPool({
  running: THREADS,
  waiting: Math.floor((MAX_WAIT_SECONDS / SECONDS_PER_HASH) * THREADS),
  retryAfterSeconds: MAX_WAIT_SECONDS,
});
