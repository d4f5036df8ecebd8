import { sql } from 'kysely';
import type { Database, Writer } from '../../packages/db/src/database.ts';
import { isPostgres } from '../../packages/db/src/engine.ts';
import { indexPart, setAllDue } from '../../packages/db/src/search/due.ts';

/** Makes the index of words anew, for rows that were written past it. */
export async function renewWords(db: Writer): Promise<void> {
  // Each test begins with it, and to truncate a table of PostgreSQL takes longer.
  await (isPostgres(db)
    ? sql`delete from issue_words`
    : sql`insert into issue_words (issue_words) values ('delete-all')`
  ).execute(db);
  await setAllDue(db);
  while (await indexPart(db));
}

/** What the index has: each word with its issue and its place, such as `7 title 1 crash`. */
export async function listWords(db: Writer): Promise<string[]> {
  if (isPostgres(db)) {
    const { rows } = await sql<{ entry: string }>`
      select concat_ws(' ', serial, word, places) as entry
      from issue_words, unnest(words) as found (word, places, weights) order by serial, word
    `.execute(db);
    return rows.map(({ entry }) => entry);
  }
  await sql`create virtual table temp.placed using fts5vocab('main', 'issue_words', 'instance')`.execute(db);
  const { rows } = await sql<{ entry: string }>`
    select doc || ' ' || col || ' ' || "offset" || ' ' || term as entry from temp.placed order by doc, col, "offset"
  `.execute(db);
  await sql`drop table temp.placed`.execute(db);
  return rows.map(({ entry }) => entry);
}

/** What the index has, and what it would have if it were made anew. Changes nothing. */
export async function compareWords(database: Database): Promise<{ found: string[]; anew: string[] }> {
  const compared = { found: [] as string[], anew: [] as string[] };
  const undone = new Error('nothing is kept');
  const work = database.write(async (db) => {
    compared.found = await listWords(db);
    await renewWords(db);
    compared.anew = await listWords(db);
    throw undone;
  });
  await work.catch((error: unknown) => {
    if (error !== undone) throw error;
  });
  return compared;
}
