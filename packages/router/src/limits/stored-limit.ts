import type { Database } from '@docket/db';
import { later } from '../core/time.ts';
import { holdTo, type Limit, type LimitedCall } from './limit.ts';
import { addPoints, readTallies, type Tally } from './store.ts';

export type StoredUse = { limit: Limit; key: string };

/**
 * Uses each of these limits once. They are counted in the database, so they hold over restarts and
 * over all processes: what they guard are passwords.
 *
 * @throws AppError `rate_limited`
 */
export async function countStored(database: Database, call: LimitedCall, uses: StoredUse[]): Promise<void> {
  const { at, request } = call;
  const keys = uses.map(({ key }) => key);
  // A flood past the limit ends at this read: it neither writes nor waits for a writer.
  const before = await readTallies(database.read, keys, at);
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
