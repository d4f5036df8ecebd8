import { logFault, reasonOf } from './fault-log.ts';
import type { Log } from './log.ts';

const ROUND_MS = 1000;

/** How long stopping waits for what is under way before it breaks that off. */
const GRACE_MS = 3000;

/** `stop` lets nothing further begin; `breakOff` ends what is under way. */
export type Signals = { stop?: AbortSignal; breakOff?: AbortSignal };

type Rounds = {
  /** One round, which may leave something under way. */
  work(signals: Signals): Promise<unknown>;
  /** Waits for what is under way. */
  end?(): Promise<void>;
  log: Log;
  /** What it is called in the log. */
  name: string;
};

/**
 * Does a round at once, and each a second after the one before has ended, so that there are never two at once. The timer
 * keeps no process alive.
 *
 * @returns what stops it, and answers when all has ended, after some seconds at most
 */
export function startRounds({ work, end, log, name }: Rounds): () => Promise<void> {
  const stopping = new AbortController();
  const breakingOff = new AbortController();
  const signals = { stop: stopping.signal, breakOff: breakingOff.signal };
  let timer: NodeJS.Timeout | undefined;
  let lastFault = '';
  let round = run();

  async function run(): Promise<void> {
    try {
      await work(signals);
      lastFault = '';
    } catch (error) {
      // The database is away, or there is a fault of ours: the next round may do better. It is said once, not each second.
      const fault = reasonOf(error);
      if (fault !== lastFault) logFault(log, error, { work: name });
      lastFault = fault;
    }
    if (stopping.signal.aborted) return;
    timer = setTimeout(() => {
      round = run();
    }, ROUND_MS).unref();
  }

  return async () => {
    stopping.abort();
    clearTimeout(timer);
    const lastCall = setTimeout(() => breakingOff.abort(), GRACE_MS);
    await round;
    await end?.();
    clearTimeout(lastCall);
  };
}
