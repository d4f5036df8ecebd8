import { type Kysely, sql } from 'kysely';
import { columnTypes } from './column-types.ts';

/** Files are attached to issues and comments. Their content is in a store beside the database. */
export async function up(db: Kysely<never>): Promise<void> {
  const { text, integer, time } = columnTypes(db);
  await db.schema
    .createTable('attachment')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('issue_id', text, (col) => col.notNull().references('issue.id'))
    .addColumn('comment_id', text, (col) => col.references('comment.id'))
    .addColumn('uploader_id', text, (col) => col.notNull().references('user.id'))
    .addColumn('filename', text, (col) => col.notNull())
    .addColumn('size', integer, (col) => col.notNull())
    .addColumn('content_type', text, (col) => col.notNull())
    .addColumn('sha256', text, (col) => col.notNull())
    .addColumn('created_at', time, (col) => col.notNull())
    .execute();
  await db.schema.createIndex('attachment_issue').on('attachment').columns(['issue_id', 'created_at', 'id']).execute();
  await sql`create index attachment_comment on attachment (comment_id) where comment_id is not null`.execute(db);
  await db.schema
    .createTable('loose_file')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('due_at', time, (col) => col.notNull())
    .execute();
  await db.schema.createIndex('loose_file_due').on('loose_file').column('due_at').execute();
  await db.schema
    .alterTable('issue')
    .addColumn('attachment_count', integer, (col) => col.notNull().defaultTo(0))
    .execute();
  await db.schema
    .alterTable('issue_counter')
    .addColumn('file_bytes', integer, (col) => col.notNull().defaultTo(0))
    .execute();
}

export async function down(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('issue_counter').dropColumn('file_bytes').execute();
  await db.schema.alterTable('issue').dropColumn('attachment_count').execute();
  for (const table of ['loose_file', 'attachment']) await db.schema.dropTable(table).execute();
}
