import { AppError } from '../core/errors.ts';
import { FairQueue } from './fair-queue.ts';
import { HASHING_THREADS } from './hashing-threads.ts';

/** The longest that a call is to wait for its turn: less than a server that stops has, which is 8 s. */
const MAX_WAIT_SECONDS = 6;
/** Whose the work of scripts is. */
const IN_PROCESS = '';
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
  /** Runs one piece of work, now or when it is its turn. `whose` it is shares the pool: such as an address. */
  run<T>(work: () => Promise<T>, whose?: string): Promise<T>;
  /**
   * To be asked before anything is done for work that would be refused.
   *
   * @throws AppError `unavailable`
   */
  requireRoom(whose?: string): void;
  /** How much work runs and waits now. */
  load(): { running: number; waiting: number };
};

type Waiting = { start(): void; refuse(): void; latest: number };

/**
 * A pool that runs work in turns: the first of everybody, then the second. When the queue is full, it refuses at once
 * what comes last of whoever has the most in it, so a crowd from one address leaves the others their share. It also
 * refuses work that waited too long when its turn comes (a busy event loop leaves little time to threads of low
 * priority), because a call that waits longer than its caller does is work for nobody.
 *
 * The pool throws AppError `unavailable` for work that it refuses, and what the work throws.
 */
export function createBoundedPool({ running, waiting, maxWaitSeconds }: Bounds): BoundedPool {
  const queue = new FairQueue<Waiting>();
  let active = 0;

  function requireRoom(whose = IN_PROCESS): void {
    if (active + queue.size < running + waiting || queue.hasLonger(whose)) return;
    throw refusal(maxWaitSeconds);
  }

  async function perform<T>(work: () => Promise<T>): Promise<T> {
    active += 1;
    try {
      return await work();
    } finally {
      active -= 1;
      beginNext();
    }
  }

  function beginNext(): void {
    while (active < running) {
      const next = queue.take();
      if (!next) return;
      if (performance.now() > next.latest) next.refuse();
      else next.start();
    }
  }

  return {
    requireRoom,
    load: () => ({ running: active, waiting: queue.size }),
    async run(work, whose = IN_PROCESS) {
      requireRoom(whose);
      if (active < running) return perform(work);
      if (queue.size >= waiting) queue.takeFromLongest()?.refuse();
      return new Promise((resolve, reject) => {
        const latest = performance.now() + maxWaitSeconds * 1000;
        queue.push(whose, {
          start: () => resolve(perform(work)),
          refuse: () => reject(refusal(maxWaitSeconds)),
          latest,
        });
      });
    },
  };
}

function refusal(retry_after: number): AppError {
  const detail = `Too many passwords are being checked: try again in ${retry_after} seconds`;
  return new AppError('unavailable', { detail, retry_after });
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
