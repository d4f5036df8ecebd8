import type { Kysely } from 'kysely';
import { columnTypes } from './column-types.ts';

/** Edits of many issues, and what each issue was before, so that they can be undone. Kept for a day: they refer to nothing. */
export async function up(db: Kysely<never>): Promise<void> {
  const { text, integer, time, json } = columnTypes(db);
  await db.schema
    .createTable('bulk_edit')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('author_id', text)
    .addColumn('author_name', text)
    .addColumn('change', json, (col) => col.notNull())
    .addColumn('names_people', integer, (col) => col.notNull())
    .addColumn('key', text)
    .addColumn('fingerprint', text)
    .addColumn('created_at', time, (col) => col.notNull())
    .addColumn('undone_at', time)
    .execute();
  await db.schema.createIndex('bulk_edit_age').on('bulk_edit').column('created_at').execute();
  await db.schema.createIndex('bulk_edit_author').on('bulk_edit').column('author_id').execute();
  await db.schema.createIndex('bulk_edit_key').on('bulk_edit').column('key').execute();
  await db.schema
    .createTable('bulk_item')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('bulk_id', text, (col) => col.notNull())
    .addColumn('place', integer, (col) => col.notNull())
    .addColumn('asked', text)
    .addColumn('issue_id', text)
    .addColumn('issue_key', text)
    .addColumn('outcome', json)
    .addColumn('before', json)
    .addColumn('version', integer)
    .addColumn('undone', json)
    .addColumn('restored_at', time)
    .execute();
  await db.schema.createIndex('bulk_item_place').unique().on('bulk_item').columns(['bulk_id', 'place']).execute();
}

export async function down(db: Kysely<never>): Promise<void> {
  for (const table of ['bulk_item', 'bulk_edit']) await db.schema.dropTable(table).execute();
}
