import { type Kysely, sql } from 'kysely';
import { columnTypes } from './column-types.ts';

/**
 * Issues are due on a day. What is due on none comes after all days: no index has a place for null that both engines walk to.
 * No row is written anew.
 */
export async function up(db: Kysely<never>): Promise<void> {
  const { text } = columnTypes(db);
  await db.schema.alterTable('issue').addColumn('due_on', text).execute();
  await db.schema
    .alterTable('issue')
    .addColumn('due_order', text, (col) => col.notNull().defaultTo('none'))
    .execute();
  await sql`
    create index issue_due on issue (due_on, id, project_id, status, priority, assignee_count)
    where deleted_at is null and due_on is not null
  `.execute(db);
  await sql`
    create index issue_project_due on issue (project_id, status, due_order, id, priority, assignee_count)
    where deleted_at is null
  `.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  for (const index of ['issue_project_due', 'issue_due']) await db.schema.dropIndex(index).execute();
  for (const column of ['due_order', 'due_on']) await db.schema.alterTable('issue').dropColumn(column).execute();
}
