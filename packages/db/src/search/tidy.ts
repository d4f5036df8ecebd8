import type { Database } from '../database.ts';
import { isPostgres } from '../engine.ts';
import { countPartsOnSqlite, mergeOnSqlite } from '../sqlite/search.ts';

/** Fewer parts are asked about as fast as one. */
const PARTS_LEFT = 5;

/**
 * Merges the index of words where it has many parts, in transactions of some milliseconds, until no two are of a size, or it
 * is stopped. On SQLite each transaction that writes words adds a part, and a look at a word is one at each part. PostgreSQL
 * tidies up by itself.
 */
export async function tidyIndex(
  database: Pick<Database, 'read' | 'write'>,
  { stop }: { stop?: AbortSignal | undefined } = {},
): Promise<void> {
  if (isPostgres(database.read) || (await countPartsOnSqlite(database.read)) <= PARTS_LEFT) return;
  for (let hasMore = true; hasMore && !stop?.aborted; ) hasMore = await database.write(mergeOnSqlite);
}
