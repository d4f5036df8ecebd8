import type { Database } from '@docket/db';
import type { CallLimit } from './call-limit.ts';
import { addPoints } from './stored-limit.ts';

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
  const taken = limits.map((calls) => ({ calls, unshared: calls.takeUnshared() }));
  const now = Date.now();
  const at = new Date(now).toISOString();
  const added = taken.flatMap(({ calls, unshared }) => {
    const expires_at = new Date(now + calls.limit.window_seconds * 1000).toISOString();
    return [...unshared].map(([key, { points }]) => ({ key, points, expires_at }));
  });
  if (added.length === 0) return; // a server that nobody calls leaves the database alone
  try {
    const totals = await database.write((db) => addPoints(db, added, at));
    for (const { calls, unshared } of taken) {
      for (const [key, total] of totals) if (unshared.has(key)) await calls.takeOver(key, total);
    }
  } catch {
    for (const { calls, unshared } of taken) calls.putBack(unshared); // the next exchange has another try
  }
}
