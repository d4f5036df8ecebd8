import { type Kysely, sql } from 'kysely';
import { isPostgres } from '../engine.ts';
import { columnTypes } from './column-types.ts';

/**
 * The words of issues, by the serial of each, and which are to be read yet: those of all issues up to a serial, or those
 * of a label that was renamed. Servers do that from the newest issue down, while they answer.
 */
export async function up(db: Kysely<never>): Promise<void> {
  const { text, integer } = columnTypes(db);
  await (isPostgres(db) ? createOnPostgres(db) : createOnSqlite(db));
  await db.schema
    .createTable('issue_words_due')
    .addColumn('of', text, (col) => col.primaryKey())
    .addColumn('up_to', integer, (col) => col.notNull())
    .execute();
  await sql`
    insert into issue_words_due ("of", up_to) select 'all', max(serial) from issue having max(serial) > 0
  `.execute(db);
}

/** Without the texts themselves, which are in their tables. Words of the first column take the least room. */
async function createOnSqlite(db: Kysely<never>): Promise<void> {
  await sql`
    create virtual table issue_words using fts5 (
      comments, description, labels, title, content = '', contentless_delete = 1, tokenize = 'ascii'
    )
  `.execute(db);
}

/**
 * In a table of their own, so that an issue whose status changes keeps its words as they are. The function has settings
 * that let its one statement use the index: those of a session are for walks. The words of most issues stay in their
 * row, as hardly any can be compressed, and phrases are looked up there.
 */
async function createOnPostgres(db: Kysely<never>): Promise<void> {
  await sql`
    create table issue_words (serial bigint primary key, words tsvector not null) with (toast_tuple_target = 8160)
  `.execute(db);
  await sql`create index issue_words_words on issue_words using gin (words) with (gin_pending_list_limit = 512)`.execute(
    db,
  );
  await sql`
    create function issue_word_hits(wanted tsquery, most bigint) returns setof bigint
    language sql stable parallel safe rows 1000
    set enable_bitmapscan = on set enable_seqscan = off set enable_indexscan = off
    begin atomic
      select serial from issue_words where words @@ wanted limit most;
    end
  `.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  if (isPostgres(db)) await sql`drop function issue_word_hits(tsquery, bigint)`.execute(db);
  for (const table of ['issue_words', 'issue_words_due']) await db.schema.dropTable(table).execute();
}
