import type { Database } from '@docket/db';
import { purgeExpiredLimits } from './core/limits/limit-store.ts';
import type { BearerTokens } from './features/auth/bearer-tokens.ts';
import { purgeEndedSessions } from './features/session/commands.ts';
import type { Log } from './outbox/delivery.ts';

const MINUTE_MS = 60_000;

/** Rounds, a minute apart, between two clearings. */
const CLEARING_EVERY = 60;

type House = { database: Database; tokens: BearerTokens; now: () => Date; log: Log };

/**
 * What a server does now and then: each minute it saves when sessions and tokens were last used,
 * and each hour, beginning now, it removes what nobody asks for any more. Several servers on one
 * database do no harm to each other. The timer keeps no process alive.
 */
export function startHousekeeping({ database, tokens, now, log }: House): { stop(): Promise<void> } {
  let rounds = 0;
  let round = keepHouse();

  async function keepHouse(): Promise<void> {
    try {
      await tokens.saveLastUses();
      if (rounds % CLEARING_EVERY === 0) await clearOut(database, now().toISOString());
    } catch (err) {
      log.error({ err }, 'the housekeeping failed'); // the next round may do better
    }
    rounds += 1;
  }

  const timer = setInterval(() => {
    round = round.then(keepHouse);
  }, MINUTE_MS).unref();
  return {
    async stop() {
      clearInterval(timer);
      await round;
    },
  };
}

/** Removes sessions that ended long ago, and counts of limits whose time is over. */
export async function clearOut(database: Database, at: string): Promise<void> {
  await purgeExpiredLimits(database, at);
  await database.write((db) => purgeEndedSessions(db, at));
}
