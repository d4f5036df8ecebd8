import { type Kysely, sql } from 'kysely';
import { isPostgres } from '../engine.ts';
import { MAIN_PROJECT_ID } from '../main-project.ts';
import { columnTypes } from './column-types.ts';

/**
 * Issues belong to projects, and are numbered in each. All that there are come into a first one, which keeps their numbers.
 *
 * The number that an issue had is unique over all projects. SQLite cannot take that off a column without copying the
 * table, so the column stays as `serial`, which a search index needs: a small number of the row.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await createProjects(db);
  await createMembers(db);
  await createMain(db);
  await placeIssues(db);
  await placeLabels(db);
  await placeHistory(db);
  await sql`delete from counter`.execute(db);
  await db.schema.alterTable('counter').dropColumn('listed').execute();
  await sql`insert into counter (name, value) values ('rights', 0)`.execute(db);
}

async function createProjects(db: Kysely<never>): Promise<void> {
  const { text, integer, time, json } = columnTypes(db);
  await db.schema
    .createTable('project')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('key', text, (col) => col.notNull().unique())
    .addColumn('name', text, (col) => col.notNull())
    .addColumn('description', text)
    .addColumn('visibility', text, (col) => col.notNull().check(sql`visibility in ('internal', 'private')`))
    .addColumn('version', integer, (col) => col.notNull())
    .addColumn('field_versions', json)
    .addColumn('created_at', time, (col) => col.notNull())
    .addColumn('updated_at', time, (col) => col.notNull())
    .addColumn('archived_at', time)
    .execute();
  await db.schema
    .createTable('project_key')
    .addColumn('key', text, (col) => col.primaryKey())
    .addColumn('project_id', text, (col) => col.notNull().references('project.id'))
    .execute();
  await db.schema.createIndex('project_key_project').on('project_key').column('project_id').execute();
  await db.schema
    .createTable('issue_counter')
    .addColumn('project_id', text, (col) => col.primaryKey().references('project.id'))
    .addColumn('last_number', integer, (col) => col.notNull())
    .addColumn('open_issues', integer, (col) => col.notNull())
    .addColumn('closed_issues', integer, (col) => col.notNull())
    .execute();
}

async function createMembers(db: Kysely<never>): Promise<void> {
  const { text, time } = columnTypes(db);
  await db.schema
    .createTable('project_member')
    .addColumn('project_id', text, (col) => col.notNull().references('project.id'))
    .addColumn('user_id', text, (col) => col.notNull().references('user.id'))
    .addColumn('role', text, (col) => col.notNull().check(sql`role in ('viewer', 'member', 'manager')`))
    .addColumn('created_at', time, (col) => col.notNull())
    .addPrimaryKeyConstraint('project_member_key', ['project_id', 'user_id'])
    .execute();
  await db.schema
    .createIndex('project_member_listed')
    .on('project_member')
    .columns(['project_id', 'created_at', 'user_id'])
    .execute();
  await db.schema.createIndex('project_member_user').on('project_member').column('user_id').execute();
}

async function createMain(db: Kysely<never>): Promise<void> {
  const now = new Date().toISOString();
  const oldest = sql`coalesce((select min(created_at) from "user"), ${isPostgres(db) ? sql`${now}::timestamptz` : now})`;
  await sql`
    insert into project (id, key, name, visibility, version, created_at, updated_at)
    values (${MAIN_PROJECT_ID}, 'MAIN', 'Main', 'internal', 1, ${oldest}, ${oldest})
  `.execute(db);
  await sql`insert into project_key (key, project_id) values ('MAIN', ${MAIN_PROJECT_ID})`.execute(db);
  await sql`
    insert into issue_counter (project_id, last_number, open_issues, closed_issues)
    select ${MAIN_PROJECT_ID}, coalesce((select value from counter where name = 'issue'), 0),
      (select count(*) from issue where deleted_at is null and status <> 'closed'),
      (select count(*) from issue where deleted_at is null and status = 'closed')
  `.execute(db);
}

async function placeIssues(db: Kysely<never>): Promise<void> {
  const { text, integer } = columnTypes(db);
  await db.schema.alterTable('issue').renameColumn('number', 'serial').execute();
  await addProject(db, 'issue');
  await db.schema
    .alterTable('issue')
    .addColumn('number', integer, (col) => col.notNull().defaultTo(0))
    .execute();
  await sql`update issue set number = serial, project_id = ${MAIN_PROJECT_ID}`.execute(db);
  await db.schema.createIndex('issue_number').on('issue').columns(['project_id', 'number']).unique().execute();
  if (isPostgres(db)) await sql`alter table issue alter column project_id set not null`.execute(db);
  for (const link of ['issue_label', 'issue_assignee']) {
    await db.schema.alterTable(link).addColumn('project_id', text).execute();
    await sql`update ${sql.table(link)} set project_id = ${MAIN_PROJECT_ID}`.execute(db);
  }
  await db.schema
    .createTable('issue_key')
    .addColumn('project_id', text, (col) => col.notNull().references('project.id'))
    .addColumn('number', integer, (col) => col.notNull())
    .addColumn('issue_id', text, (col) => col.notNull().references('issue.id'))
    .addPrimaryKeyConstraint('issue_key_key', ['project_id', 'number'])
    .execute();
  await db.schema.createIndex('issue_key_issue').on('issue_key').column('issue_id').execute();
}

/** The same of names: unique was the key by which a label is found. */
async function placeLabels(db: Kysely<never>): Promise<void> {
  const { text } = columnTypes(db);
  await addProject(db, 'label');
  await db.schema.alterTable('label').renameColumn('name_key', 'unique_key').execute();
  await db.schema
    .alterTable('label')
    .addColumn('name_key', text, (col) => col.notNull().defaultTo(''))
    .execute();
  await sql`update label set name_key = unique_key`.execute(db);
  await db.schema.createIndex('label_name').on('label').columns(['name_key', 'id']).execute();
  await db.schema.createIndex('label_project').on('label').columns(['project_id', 'name_key', 'id']).execute();
}

async function placeHistory(db: Kysely<never>): Promise<void> {
  const { text } = columnTypes(db);
  await db.schema.alterTable('event').addColumn('project_id', text).execute();
  await sql`
    update event set project_id = ${MAIN_PROJECT_ID} where type like 'issue.%' or type like 'comment.%'
  `.execute(db);
  await db.schema.createIndex('event_project').on('event').columns(['project_id', 'position']).execute();
}

async function addProject(db: Kysely<never>, table: 'issue' | 'label'): Promise<void> {
  const { text } = columnTypes(db);
  await db.schema
    .alterTable(table)
    .addColumn('project_id', text, (col) => col.references('project.id'))
    .execute();
}

export async function down(db: Kysely<never>): Promise<void> {
  const { integer } = columnTypes(db);
  await db.schema
    .alterTable('counter')
    .addColumn('listed', integer, (col) => col.notNull().defaultTo(0))
    .execute();
  await sql`delete from counter`.execute(db);
  // Numbers of several projects cannot all be kept.
  await sql`
    insert into counter (name, value, listed)
    select 'issue', coalesce((select max(serial) from issue), 0), (select count(*) from issue where deleted_at is null)
  `.execute(db);
  for (const index of ['event_project', 'label_project', 'label_name', 'issue_number']) {
    await db.schema.dropIndex(index).execute();
  }
  for (const table of ['event', 'issue_label', 'issue_assignee', 'issue', 'label']) {
    await db.schema.alterTable(table).dropColumn('project_id').execute();
  }
  await db.schema.alterTable('issue').dropColumn('number').execute();
  await db.schema.alterTable('issue').renameColumn('serial', 'number').execute();
  await db.schema.alterTable('label').dropColumn('name_key').execute();
  await db.schema.alterTable('label').renameColumn('unique_key', 'name_key').execute();
  for (const table of ['issue_key', 'project_member', 'issue_counter', 'project_key', 'project']) {
    await db.schema.dropTable(table).execute();
  }
}
