import { type Kysely, sql } from 'kysely';
import { isPostgres } from '../engine.ts';

/**
 * PostgreSQL: the project of an issue stands beside its words, and the index may be asked for a part of a query. SQLite: parts
 * of the index are merged (`tidyIndex`) where there are two of a size.
 */
export async function up(db: Kysely<never>): Promise<void> {
  if (!isPostgres(db)) return mergeFrom(db, 2);
  await sql`alter table issue_words add column project_id text`.execute(db);
  // Each row is written anew. To make the index again takes less than to write it for each of them.
  await sql`drop index issue_words_words`.execute(db);
  await sql`
    update issue_words set project_id = issue.project_id from issue where issue.serial = issue_words.serial
  `.execute(db);
  await sql`create index issue_words_words on issue_words using gin (words) with (gin_pending_list_limit = 512)`.execute(
    db,
  );
  await sql`drop function issue_word_hits(tsquery, bigint)`.execute(db);
  // Conditions with "or" are asked of each row that the index finds.
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
