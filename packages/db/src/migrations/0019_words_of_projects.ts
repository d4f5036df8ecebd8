import { type Kysely, sql } from 'kysely';

/**
 * The index of words names the project of each issue, so the words of all issues are to be read again. The issues of a
 * project in the order of their serials are for words with many hits, and the comments of a user for `commenter:`.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create index issue_project_serial on issue (project_id, serial, id) where deleted_at is null`.execute(db);
  await db.schema.createIndex('comment_author').on('comment').columns(['author_id', 'issue_id']).execute();
  await sql`delete from issue_words_due`.execute(db);
  await sql`
    insert into issue_words_due ("of", up_to) select 'all', max(serial) from issue having max(serial) > 0
  `.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  for (const index of ['comment_author', 'issue_project_serial']) await db.schema.dropIndex(index).execute();
}
