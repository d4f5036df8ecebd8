import { type Log, SILENT } from '../core/log.ts';
import { startRounds } from '../core/rounds.ts';
import { Sender, type Sending } from './sender.ts';

/** The webhooks of an open Docket. What they promise stands at `Sender`. */
export type Webhooks = {
  /** Sends at once and from then on what is due, until it is stopped; a second start is none. */
  start(log: Log): void;
  /** Lets no further sending begin, and answers when that under way has ended, after some seconds at most. */
  stop(): Promise<void>;
  /** Sends what is due now, and answers with how many messages arrived. For tests and scripts. */
  deliverDue(log?: Log): Promise<number>;
};

export function openWebhooks(sending: Omit<Sending, 'log'>): Webhooks {
  let stop: (() => Promise<void>) | undefined;
  return {
    start(log) {
      if (stop) return;
      const sender = new Sender({ ...sending, log });
      stop = startRounds({
        work: (signals) => sender.begin(signals),
        end: () => sender.end(),
        log,
        name: 'webhooks',
      });
    },
    stop: async () => stop?.(),
    async deliverDue(log = SILENT) {
      const sender = new Sender({ ...sending, log });
      await sender.begin({});
      await sender.end();
      return sender.arrived;
    },
  };
}
