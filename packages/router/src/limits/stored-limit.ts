import { batches } from '../core/batches.ts';
import { deletePart } from '../core/parts.ts';
import { later, latestEnd } from '../core/time.ts';
import type { Reader, Writer } from '../visibility/handles.ts';
import { holdTo, type Limit, type LimitedCall } from './limit.ts';

// rate-limiter-flexible can keep its counts in a database too, but not in ours: its stores want a
// connection of the driver, past our transactions, and the class that they share is neither
// exported nor typed. What it would do for us is the statement in `addPoints`.

/** How much of a limit was used in a window of time, and when that window ends. */
export type Tally = { points: number; expires_at: string };

type Points = { key: string; points: number; expires_at: string };

/** Keys that are counted together in one statement, at most. */
const BATCH = 256;

/**
 * Adds points to keys, each of which is there once, and answers with the sums. A window that is over
 * at `at`, or that could not have begun yet, begins anew and then ends at `expires_at`.
 *
 * Thousands of keys are few statements, because every other writer waits meanwhile.
 */
export async function addPoints(db: Writer, added: Points[], at: string): Promise<Map<string, Tally>> {
  const sums = new Map<string, Tally>();
  for (const batch of batches(added, { most: BATCH })) {
    for (const { key, ...tally } of await addSome(db, batch, at)) sums.set(key, tally);
  }
  return sums;
}

function addSome(db: Writer, added: Points[], at: string): Promise<(Tally & { key: string })[]> {
  const [latest = at] = added
    .map(({ expires_at }) => expires_at)
    .toSorted()
    .reverse();
  return db
    .insertInto('rate_limit')
    .values(added)
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => {
        const goesOn = eb.and([
          eb('rate_limit.expires_at', '>', at),
          eb('rate_limit.expires_at', '<=', latestEnd(latest, 0)),
        ]);
        return {
          points: eb
            .case()
            .when(goesOn)
            .then(eb('rate_limit.points', '+', eb.ref('excluded.points')))
            .else(eb.ref('excluded.points'))
            .end(),
          expires_at: eb
            .case()
            .when(goesOn)
            .then(eb.ref('rate_limit.expires_at'))
            .else(eb.ref('excluded.expires_at'))
            .end(),
        };
      }),
    )
    .returning(['key', 'points', 'expires_at'])
    .execute();
}

export type StoredUse = { limit: Limit; key: string };

/** Where counts are kept. */
export type CountStore = { read: Reader; write<T>(work: (db: Writer) => Promise<T>): Promise<T> };

/**
 * Uses each of these limits once. They are counted in the database, so they hold over restarts and
 * over all processes: what they guard are passwords.
 *
 * @throws AppError `rate_limited`
 */
export async function countStored(database: CountStore, call: LimitedCall, uses: StoredUse[]): Promise<void> {
  const { at, request } = call;
  const keys = uses.map(({ key }) => key);
  // A flood past the limit ends at this read: it neither writes nor waits for a writer.
  const latest = latestEnd(at, Math.max(...uses.map(({ limit }) => limit.window_seconds)) * 1000);
  const before = await readTallies(database.read, keys, { at, latest });
  for (const { limit, key } of uses) {
    const tally = before.get(key);
    if (tally && tally.points >= limit.quota) holdTo(limit, request, { ...use(tally, at), points: tally.points + 1 });
  }
  const after = await database.write(async (db) => {
    const added = uses.map(({ limit, key }) => {
      return { key, points: 1, expires_at: later(at, limit.window_seconds * 1000) };
    });
    return addPoints(db, added, at);
  });
  // Calls that came at once have all passed the read; the sums tell them apart.
  for (const { limit, key } of uses) {
    const tally = after.get(key);
    if (tally) holdTo(limit, request, use(tally, at));
  }
}

function use({ points, expires_at }: Tally, at: string) {
  return { points, reset_ms: Date.parse(expires_at) - Date.parse(at) };
}

type Ends = { at: string; latest: string };

/** The tallies of these keys whose window ends after `at`, and at the latest then. */
async function readTallies(db: Reader, keys: string[], { at, latest }: Ends): Promise<Map<string, Tally>> {
  const rows = await db
    .selectFrom('rate_limit')
    .select(['key', 'points', 'expires_at'])
    .where('key', 'in', keys)
    .where('expires_at', '>', at)
    .where('expires_at', '<=', latest)
    .execute();
  return new Map(rows.map(({ key, ...tally }) => [key, tally]));
}

/** Gives one point back to each of these keys. */
export async function returnPoint(db: Writer, keys: string[]): Promise<void> {
  await db
    .updateTable('rate_limit')
    .set((eb) => ({ points: eb('points', '-', 1) }))
    .where('key', 'in', keys)
    .where('points', '>', 0)
    .execute();
}

/** Gives all points of a key back, and those of its parts, `KEY:…`: all that sorts before `KEY;`. */
export async function returnAllPoints(db: Writer, key: string): Promise<void> {
  await db
    .deleteFrom('rate_limit')
    .where((eb) => eb.or([eb('key', '=', key), eb.and([eb('key', '>=', `${key}:`), eb('key', '<', `${key};`)])]))
    .execute();
}

/** Removes counts whose window is over at `at`. Answers whether there may be more. */
export function purgeExpiredLimits(db: Writer, at: string): Promise<boolean> {
  const expired = db.selectFrom('rate_limit').select('key').where('expires_at', '<=', at);
  return deletePart(db, { from: 'rate_limit', key: 'key' }, expired);
}
