import type { Database } from '@docket/db';
import type { CallLimit } from './call-limit.ts';
import { addPoints } from './limit-store.ts';

const SHARE_EVERY_MS = 1000;

/** Brings the counts of the processes on one database together, each second until `close`. */
export function keepShared(database: Database, limits: CallLimit[]): { close(): Promise<void> } {
  let sharing: Promise<void> | undefined;
  const timer = setInterval(() => {
    sharing ??= shareCounts(database, limits).finally(() => {
      sharing = undefined;
    });
  }, SHARE_EVERY_MS);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await sharing;
    },
  };
}

/**
 * Adds what this process has let through since the last time to the counts in the database, and
 * goes on from their sums. So a caller gets past a limit at most by what the other processes let
 * through between two of these exchanges, which is a second.
 *
 * While the database does not answer, each process goes on with its own counts: no call fails here.
 */
export async function shareCounts(database: Database, limits: CallLimit[]): Promise<void> {
  for (const limit of limits) await shareCountsOf(database, limit);
}

async function shareCountsOf(database: Database, calls: CallLimit): Promise<void> {
  const unshared = calls.takeUnshared();
  if (unshared.size === 0) return;
  const now = Date.now();
  const at = new Date(now).toISOString();
  const expires_at = new Date(now + calls.limit.window_seconds * 1000).toISOString();
  try {
    const totals = await database.write(async (db) => {
      const found = [];
      // In one order everywhere, so that two processes never wait for each other's rows.
      for (const [key, { points }] of [...unshared].sort(([one], [other]) => (one < other ? -1 : 1))) {
        found.push({ key, total: await addPoints(db, { key, points, at, expires_at }) });
      }
      return found;
    });
    for (const { key, total } of totals) await calls.takeOver(key, total);
  } catch {
    calls.putBack(unshared); // the next exchange has another try
  }
}
