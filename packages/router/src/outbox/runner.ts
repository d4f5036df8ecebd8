import type { Database } from '@docket/db';
import { type Log, SILENT } from '../core/log.ts';
import type { Around } from '../core/observer.ts';
import { startRounds } from '../core/rounds.ts';
import { type Deliver, type Delivery, deliverDue } from './delivery.ts';

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
      const delivery = deliveryFor(log);
      stopRunner ??= startRounds({ work: (signals) => deliverDue(delivery, signals), log, name: 'outbox' });
    },
    stop: async () => stopRunner?.(),
    deliverDue: (log = SILENT) => deliverDue(deliveryFor(log)),
  };
}
