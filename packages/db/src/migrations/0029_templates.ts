import { type Kysely, sql } from 'kysely';
import { columnTypes } from './column-types.ts';

/** What new issues of a project may begin with. Labels are named by ids alone: those that are gone are left out. */
export async function up(db: Kysely<never>): Promise<void> {
  const { text, integer, time, json } = columnTypes(db);
  await db.schema
    .createTable('template')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('project_id', text, (col) => col.notNull().references('project.id'))
    .addColumn('name', text, (col) => col.notNull())
    .addColumn('name_key', text, (col) => col.notNull())
    .addColumn('title', text)
    .addColumn('description', text)
    .addColumn('priority', text, (col) => col.check(sql`priority in ('low', 'medium', 'high')`))
    .addColumn('label_ids', json, (col) => col.notNull())
    .addColumn('version', integer, (col) => col.notNull().defaultTo(1))
    .addColumn('field_versions', json)
    .addColumn('created_at', time, (col) => col.notNull())
    .addColumn('updated_at', time, (col) => col.notNull())
    .execute();
  await db.schema.createIndex('template_name').on('template').columns(['project_id', 'name_key']).unique().execute();
  await db.schema.createIndex('template_listed').on('template').columns(['project_id', 'name_key', 'id']).execute();
  await db.schema
    .createTable('template_assignee')
    .addColumn('template_id', text, (col) => col.notNull().references('template.id'))
    .addColumn('user_id', text, (col) => col.notNull().references('user.id'))
    .addPrimaryKeyConstraint('template_assignee_pair', ['template_id', 'user_id'])
    .execute();
  await db.schema.createIndex('template_assignee_user').on('template_assignee').column('user_id').execute();
}

export async function down(db: Kysely<never>): Promise<void> {
  for (const table of ['template_assignee', 'template']) await db.schema.dropTable(table).execute();
}
