import { type Kysely, sql } from 'kysely';
import { columnTypes } from './column-types.ts';

/**
 * Issues are related to each other, may be part of another one, and say why they were closed. Whatever was closed before
 * was completed, which is null: no row is written anew.
 */
export async function up(db: Kysely<never>): Promise<void> {
  const { text, integer, time } = columnTypes(db);
  await db.schema
    .createTable('issue_relation')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('issue_id', text, (col) => col.notNull().references('issue.id'))
    .addColumn('type', text, (col) => col.notNull().check(sql`type in ('blocks', 'duplicates', 'relates')`))
    .addColumn('other_id', text, (col) => col.notNull().references('issue.id'))
    .addColumn('created_at', time, (col) => col.notNull())
    .execute();
  await db.schema
    .createIndex('issue_relation_issue')
    .on('issue_relation')
    .columns(['issue_id', 'type', 'other_id'])
    .unique()
    .execute();
  // A list of the relations of an issue merges those on both of its sides.
  for (const [side, other] of [['issue_id', 'other_id'] as const, ['other_id', 'issue_id'] as const]) {
    await db.schema
      .createIndex(`issue_relation_of_${side}`)
      .on('issue_relation')
      .columns([side, 'created_at', 'id', other])
      .execute();
  }
  await db.schema
    .alterTable('issue')
    .addColumn('closed_reason', text, (col) => col.check(sql`closed_reason in ('not_planned', 'duplicate')`))
    .execute();
  await db.schema
    .alterTable('issue')
    .addColumn('parent_id', text, (col) => col.references('issue.id'))
    .execute();
  await db.schema
    .alterTable('issue')
    .addColumn('child_count', integer, (col) => col.notNull().defaultTo(0))
    .execute();
  // One for lists, the other for what is in the bin as well.
  await sql`
    create index issue_parent_listed on issue (parent_id, status, created_at, id, project_id, priority, assignee_count)
    where deleted_at is null and parent_id is not null
  `.execute(db);
  await sql`create index issue_parent on issue (parent_id) where parent_id is not null`.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  for (const index of ['issue_parent', 'issue_parent_listed']) await db.schema.dropIndex(index).execute();
  for (const column of ['child_count', 'parent_id', 'closed_reason']) {
    await db.schema.alterTable('issue').dropColumn(column).execute();
  }
  await db.schema.dropTable('issue_relation').execute();
}
