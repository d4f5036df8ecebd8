import { type Kysely, sql } from 'kysely';
import { columnTypes } from './column-types.ts';

/** Issues may belong to a milestone of their project, which counts them. */
export async function up(db: Kysely<never>): Promise<void> {
  const { text, integer, time, json } = columnTypes(db);
  await db.schema
    .createTable('milestone')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('project_id', text, (col) => col.notNull().references('project.id'))
    .addColumn('title', text, (col) => col.notNull())
    .addColumn('title_key', text, (col) => col.notNull())
    .addColumn('description', text)
    .addColumn('due_on', text)
    .addColumn('state', text, (col) => col.notNull().check(sql`state in ('open', 'closed')`))
    .addColumn('open_issues', integer, (col) => col.notNull().defaultTo(0))
    .addColumn('closed_issues', integer, (col) => col.notNull().defaultTo(0))
    .addColumn('version', integer, (col) => col.notNull().defaultTo(1))
    .addColumn('field_versions', json)
    .addColumn('created_at', time, (col) => col.notNull())
    .addColumn('updated_at', time, (col) => col.notNull())
    .addColumn('closed_at', time)
    .addColumn('deleted_at', time)
    .execute();
  await db.schema.createIndex('milestone_title').on('milestone').columns(['title_key', 'id']).execute();
  await db.schema
    .createIndex('milestone_project')
    .on('milestone')
    .columns(['project_id', 'title_key'])
    .unique()
    .execute();
  await db.schema
    .alterTable('issue')
    .addColumn('milestone_id', text, (col) => col.references('milestone.id'))
    .execute();
  // One for lists, the other for what is in the bin as well: a milestone that is deleted is taken off that, too.
  await sql`
    create index issue_milestone_listed
    on issue (milestone_id, status, created_at, id, project_id, priority, assignee_count)
    where deleted_at is null and milestone_id is not null
  `.execute(db);
  await sql`create index issue_milestone on issue (milestone_id) where milestone_id is not null`.execute(db);
  await renewDeletions(db, ['label', 'user', 'milestone']);
}

/** SQLite changes no condition of a column. */
async function renewDeletions(db: Kysely<never>, kinds: string[]): Promise<void> {
  const { text, time } = columnTypes(db);
  await db.schema.alterTable('deletion').renameTo('deletion_before').execute();
  const isKind = sql`kind in (${sql.join(kinds.map((kind) => sql.lit(kind)))})`;
  await db.schema
    .createTable('deletion')
    .addColumn('subject_id', text, (col) => col.primaryKey())
    .addColumn('kind', text, (col) => col.notNull().check(isKind))
    .addColumn('actor_id', text, (col) => col.references('user.id'))
    .addColumn('actor_name', text)
    .addColumn('created_at', time, (col) => col.notNull())
    .execute();
  await sql`
    insert into deletion (subject_id, kind, actor_id, actor_name, created_at)
    select subject_id, kind, actor_id, actor_name, created_at from deletion_before where ${isKind}
  `.execute(db);
  await db.schema.dropTable('deletion_before').execute();
}

export async function down(db: Kysely<never>): Promise<void> {
  await renewDeletions(db, ['label', 'user']);
  for (const index of ['issue_milestone', 'issue_milestone_listed']) await db.schema.dropIndex(index).execute();
  await db.schema.alterTable('issue').dropColumn('milestone_id').execute();
  await db.schema.dropTable('milestone').execute();
}
