import { type Kysely, sql } from 'kysely';
import { isPostgres } from '../engine.ts';

/**
 * PostgreSQL: the project of an issue stands beside its words, so all words are to be read again, and the index is asked for a
 * part of a query whose hits are asked for all of it. SQLite: parts of the index are merged (`tidyIndex`) where there
 * are two of a size.
 */
export async function up(db: Kysely<never>): Promise<void> {
  if (!isPostgres(db)) return mergeFrom(db, 2);
  await sql`alter table issue_words add column project_id text`.execute(db);
  await sql`drop function issue_word_hits(tsquery, bigint)`.execute(db);
  // No index has the conditions with "or".
  await sql`
    create function issue_word_hits(looked_up tsquery, asked tsquery, projects text[], most bigint) returns setof bigint
    language sql stable parallel safe rows 1000
    set enable_bitmapscan = on set enable_seqscan = off set enable_indexscan = off
    begin atomic
      select serial from issue_words
      where words @@ looked_up and (projects is null or project_id = any(projects)) and (asked is null or words @@ asked)
      limit most;
    end
  `.execute(db);
  await sql`delete from issue_words_due`.execute(db);
  await sql`
    insert into issue_words_due ("of", up_to) select 'all', max(serial) from issue having max(serial) > 0
  `.execute(db);
}

async function mergeFrom(db: Kysely<never>, parts: number): Promise<void> {
  await sql`insert into issue_words (issue_words, rank) values ('usermerge', ${sql.lit(parts)})`.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  if (!isPostgres(db)) return mergeFrom(db, 4);
  await sql`drop function issue_word_hits(tsquery, tsquery, text[], bigint)`.execute(db);
  await sql`alter table issue_words drop column project_id`.execute(db);
  await sql`
    create function issue_word_hits(wanted tsquery, most bigint) returns setof bigint
    language sql stable parallel safe rows 1000
    set enable_bitmapscan = on set enable_seqscan = off set enable_indexscan = off
    begin atomic
      select serial from issue_words where words @@ wanted limit most;
    end
  `.execute(db);
}
