import type { Kysely } from 'kysely';
import { columnTypes } from './column-types.ts';

/** Queries that are kept under a name: of one user, of a project, or of all. */
export async function up(db: Kysely<never>): Promise<void> {
  const { text, integer, time, json } = columnTypes(db);
  await db.schema
    .createTable('view')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('project_id', text, (col) => col.references('project.id'))
    .addColumn('owner_id', text, (col) => col.notNull().references('user.id'))
    .addColumn('is_shared', integer, (col) => col.notNull())
    .addColumn('name', text, (col) => col.notNull())
    .addColumn('name_key', text, (col) => col.notNull())
    .addColumn('query', text, (col) => col.notNull())
    .addColumn('sort', text)
    .addColumn('version', integer, (col) => col.notNull().defaultTo(1))
    .addColumn('field_versions', json)
    .addColumn('created_at', time, (col) => col.notNull())
    .addColumn('updated_at', time, (col) => col.notNull())
    .execute();
  const listed = ['name_key', 'id', 'project_id', 'owner_id', 'is_shared'] as const;
  await db.schema
    .createIndex('view_listed')
    .on('view')
    .columns([...listed])
    .execute();
  await db.schema.createIndex('view_project').on('view').column('project_id').execute();
  await db.schema.createIndex('view_owner').on('view').columns(['owner_id', 'is_shared']).execute();
}

export async function down(db: Kysely<never>): Promise<void> {
  await db.schema.dropTable('view').execute();
}
