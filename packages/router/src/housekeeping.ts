import { type Database, indexAll, tidyIndex } from '@docket/db';
import type { SignedInActor } from './core/actor.ts';
import { logFault } from './core/fault-log.ts';
import type { Log } from './core/log.ts';
import { listDeletions } from './core/parts.ts';
import { DAY_MS, later, MINUTE_MS } from './core/time.ts';
import { clearLooseFiles } from './features/attachment/flows/clear.ts';
import type { BearerTokens } from './features/auth/flows/bearer-tokens.ts';
import { beginPurges, continuePurges } from './features/issue/commands/purge.ts';
import { continueDeletion as continueLabelDeletion } from './features/label/commands/delete.ts';
import { continueDeletion as continueMilestoneDeletion } from './features/milestone/commands/delete.ts';
import { continueDeletion as continueUserDeletion } from './features/user/commands.ts';
import type { FileStore } from './files/store.ts';
import { purges } from './registers.ts';
import { type ActorWriter, writingAs } from './visibility/handles.ts';
import { SEES_ALL } from './visibility/sight.ts';

/** Rounds, a minute apart, between two clearings. */
const CLEARING_EVERY = 60;

type House = {
  database: Database;
  store: FileStore;
  tokens: BearerTokens;
  /** How many days something is in the bin. */
  binDays: number;
  now: () => Date;
  log: Log;
};

/**
 * What a server does now and then: each minute, beginning now, it saves when sessions and tokens were last used, reads the
 * words of issues that the index lacks and tidies it, and takes deleted files out of their store, and each hour it removes
 * what nobody asks for any more, and empties the bin. Several servers on one database do no harm to each other. The timer
 * keeps no process alive.
 */
export function startHousekeeping({ database, store, tokens, binDays, now, log }: House): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let rounds = 0;
  let round = keepHouse();

  async function keepHouse(): Promise<void> {
    try {
      await tokens.saveLastUses();
      if (rounds % CLEARING_EVERY === 0) {
        const at = now().toISOString();
        await clearOut(database, at, stopping.signal);
        await emptyBin(database, { at, days: binDays }, stopping.signal);
      }
      await indexAll(database, { stop: stopping.signal });
      await tidyIndex(database, { stop: stopping.signal });
      await clearLooseFiles(database, { store, at: now().toISOString(), stop: stopping.signal });
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
      stopping.abort();
      await round;
    },
  };
}

/** The script that empties the bin, as events name it. */
const KEEPER: SignedInActor = { kind: 'system', name: 'housekeeping' };

/**
 * Empties what has been in the bin for so many days, and goes on with what is being emptied. In parts, as `clearOut`.
 *
 * @param days 0: nothing is emptied by itself
 */
export async function emptyBin(
  database: Database,
  { at, days }: { at: string; days: number },
  stop?: AbortSignal,
): Promise<void> {
  const write = <T>(work: (db: ActorWriter) => Promise<T>) => database.write((db) => writingAs(db, SEES_ALL, work));
  const before = later(at, -days * DAY_MS);
  let hasMore = days > 0;
  while (hasMore && !stop?.aborted) hasMore = await write((db) => beginPurges(db, before, { actor: KEEPER, at }));
  let isDone = false;
  while (!isDone && !stop?.aborted) isDone = await write((db) => continuePurges(db, at));
}

/** Retention of ended sessions and tokens. The addresses of old sessions still tell the owner from a guesser. */
const KEPT_MS = 90 * DAY_MS;

/** How a deletion goes on that a server began and did not end: each does a part, and answers whether all is done. */
const deletions = { label: continueLabelDeletion, milestone: continueMilestoneDeletion, user: continueUserDeletion };

/**
 * Deletes expired rows, and ended ones whose retention is over, and goes on with deletions that a server did not end. In
 * parts: others have their turn between them, and the signal ends it there.
 */
export async function clearOut(database: Database, at: string, stop?: AbortSignal): Promise<void> {
  const age = { at, keptSince: later(at, -KEPT_MS) };
  for (const purge of purges) {
    let hasMore = true;
    while (hasMore && !stop?.aborted) hasMore = await database.write((db) => purge(db, age));
  }
  for (const { kind, subject_id, by } of await listDeletions(database.read)) {
    let isDone = false;
    while (!isDone && !stop?.aborted)
      isDone = await database.write((inner) => writingAs(inner, SEES_ALL, (db) => deletions[kind](db, subject_id, by)));
  }
}
