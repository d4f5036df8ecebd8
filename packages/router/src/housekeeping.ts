import type { Database } from '@docket/db';
import { logFault } from './core/fault-log.ts';
import type { Log } from './core/log.ts';
import { DAY_MS, later, MINUTE_MS } from './core/time.ts';
import type { BearerTokens } from './features/auth/flows/bearer-tokens.ts';
import { purges } from './registers.ts';

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
    } catch (error) {
      logFault(log, error, { work: 'housekeeping' }); // the next round may do better
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

/** Retention of ended sessions and tokens. The addresses of old sessions still tell the owner from a guesser. */
const KEPT_MS = 90 * DAY_MS;

/** Deletes expired rows, and ended ones whose retention is over. */
export async function clearOut(database: Database, at: string): Promise<void> {
  const age = { at, keptSince: later(at, -KEPT_MS) };
  await database.write(async (db) => {
    for (const purge of purges) await purge(db, age);
  });
}
