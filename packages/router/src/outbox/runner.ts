import type { Database } from '@docket/db';
import { logFault, reasonOf } from '../core/fault-log.ts';
import { type Log, SILENT } from '../core/log.ts';
import type { Around } from '../core/observer.ts';
import { type Deliver, type Delivery, deliverDue } from './delivery.ts';

const POLL_MS = 1000;

/** How long stopping waits for the delivery under way before it breaks that off. */
const GRACE_MS = 3000;

/** The outbox of an open Docket. What it promises stands at `deliverDue` in `delivery.ts`. */
export type Outbox = {
  /** Delivers at once and from then on what is due, until it is stopped; a second start is none. */
  start(log: Log): void;
  /** Lets no further delivery begin, and answers when the one under way has ended, after some seconds at most. */
  stop(): Promise<void>;
  /** Delivers what is due now, and answers with how many that were. For tests and scripts. */
  deliverDue(log?: Log): Promise<number>;
};

/** How messages leave us, by the word before the dot in their kind: `mail` for `mail.welcome`. */
type Ways = Partial<Record<string, Deliver>>;

type Parts = {
  db: Database;
  now: () => Date;
  openWays: (log: Log) => Ways;
  /** Goes around each delivery. */
  around?: Around | undefined;
};

export function openOutbox({ db, now, openWays, around = (_kind, deliver) => deliver() }: Parts): Outbox {
  const deliveryFor = (log: Log): Delivery => {
    const ways = openWays(log);
    const deliver: Deliver = async (row, signal) => {
      const way = ways[row.kind.split('.', 1).join()];
      if (!way) throw new Error(`This version knows no way for ${row.kind}`);
      await around(row.kind, () => way(row, signal));
    };
    return { db, now, log, deliver };
  };
  let stopRunner: (() => Promise<void>) | undefined;
  return {
    start(log) {
      stopRunner ??= startRunner(deliveryFor(log));
    },
    stop: async () => stopRunner?.(),
    deliverDue: (log = SILENT) => deliverDue(deliveryFor(log)),
  };
}

/** Looks again a second after each round, so that there are never two at once. The timer keeps no process alive. */
function startRunner(delivery: Delivery): () => Promise<void> {
  const stopping = new AbortController();
  const breakingOff = new AbortController();
  const signals = { stop: stopping.signal, breakOff: breakingOff.signal };
  let timer: NodeJS.Timeout | undefined;
  let lastFault = '';
  let round = run();

  async function run(): Promise<void> {
    try {
      await deliverDue(delivery, signals);
      lastFault = '';
    } catch (error) {
      // The database is away, or there is a fault of ours: the next round may do better. It is said once, not each second.
      const fault = reasonOf(error);
      if (fault !== lastFault) logFault(delivery.log, error, { work: 'outbox' });
      lastFault = fault;
    }
    if (stopping.signal.aborted) return;
    timer = setTimeout(() => {
      round = run();
    }, POLL_MS).unref();
  }

  return async () => {
    stopping.abort();
    clearTimeout(timer);
    const lastCall = setTimeout(() => breakingOff.abort(), GRACE_MS);
    await round;
    clearTimeout(lastCall);
  };
}
