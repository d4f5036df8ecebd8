import { sql } from 'kysely';
import type { Reader } from '../database.ts';
import { isPostgres } from '../engine.ts';

/** How many issues the index of words lacks, and how many it has that are in the bin or nowhere. Looks at every issue. */
export async function checkIndex(db: Reader): Promise<{ missing: number; extra: number }> {
  const indexed = isPostgres(db) ? sql`select serial from issue_words` : sql`select rowid as serial from issue_words`;
  const there = sql`select serial from issue where deleted_at is null`;
  const { rows } = await sql<{ missing: number; extra: number }>`
    select (select count(*) from (${there} except ${indexed}) missing) as missing,
      (select count(*) from (${indexed} except ${there}) extra) as extra
  `.execute(db);
  return rows[0] ?? { missing: 0, extra: 0 };
}

export async function countIndexed(db: Reader): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from issue_words`.execute(db);
  return rows[0]?.count ?? 0;
}
