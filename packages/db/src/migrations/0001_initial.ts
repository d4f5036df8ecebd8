import { type Kysely, sql } from 'kysely';
import { isPostgres } from '../engine.ts';
import { columnTypes } from './column-types.ts';

export async function up(db: Kysely<never>): Promise<void> {
  await createAccounts(db);
  await createIssues(db);
  await createComments(db);
  await createHistory(db);
}

async function createAccounts(db: Kysely<never>): Promise<void> {
  const { text, time } = columnTypes(db);
  await db.schema
    .createTable('user')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('email', text, (col) => col.notNull().unique())
    .addColumn('username', text)
    .addColumn('username_key', text, (col) => col.unique())
    .addColumn('first_name', text)
    .addColumn('last_name', text)
    .addColumn('role', text, (col) => col.notNull().check(sql`role in ('user', 'admin')`))
    .addColumn('password_hash', text)
    .addColumn('bio', text)
    .addColumn('avatar_url', text)
    .addColumn('website', text)
    .addColumn('imported_from', text, (col) => col.unique())
    .addColumn('deactivated_at', time)
    .addColumn('deleted_at', time)
    .addColumn('created_at', time, (col) => col.notNull())
    .addColumn('updated_at', time, (col) => col.notNull())
    .execute();

  await db.schema
    .createTable('session')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('user_id', text, (col) => col.notNull().references('user.id'))
    .addColumn('created_at', time, (col) => col.notNull())
    .addColumn('last_used_at', time, (col) => col.notNull())
    .addColumn('expires_at', time, (col) => col.notNull())
    .addColumn('revoked_at', time)
    .execute();
  await db.schema.createIndex('session_user').on('session').column('user_id').execute();

  await db.schema
    .createTable('refresh_token')
    .addColumn('token_hash', text, (col) => col.primaryKey())
    .addColumn('session_id', text, (col) => col.notNull().references('session.id'))
    .addColumn('created_at', time, (col) => col.notNull())
    .addColumn('used_at', time)
    .execute();
  await db.schema.createIndex('refresh_token_session').on('refresh_token').column('session_id').execute();
}

async function createIssues(db: Kysely<never>): Promise<void> {
  const { text, integer, time } = columnTypes(db);
  await db.schema
    .createTable('issue')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('number', integer, (col) => col.notNull().unique())
    .addColumn('title', text, (col) => col.notNull())
    .addColumn('description', text, (col) => col.notNull())
    .addColumn('priority', text, (col) => col.notNull().check(sql`priority in ('low', 'medium', 'high')`))
    .addColumn('status', text, (col) => col.notNull().check(sql`status in ('open', 'in_progress', 'closed')`))
    .addColumn('author_id', text, (col) => col.notNull().references('user.id'))
    .addColumn('version', integer, (col) => col.notNull())
    .addColumn('imported_from', text, (col) => col.unique())
    .addColumn('created_at', time, (col) => col.notNull())
    .addColumn('updated_at', time, (col) => col.notNull())
    .addColumn('closed_at', time)
    .addColumn('deleted_at', time)
    .execute();
  await db.schema.createIndex('issue_created').on('issue').columns(['created_at', 'id']).execute();
  await db.schema.createIndex('issue_author').on('issue').columns(['author_id', 'created_at']).execute();
  await db.schema.createIndex('issue_status').on('issue').columns(['status', 'created_at']).execute();

  await db.schema
    .createTable('label')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('name', text, (col) => col.notNull())
    .addColumn('name_key', text, (col) => col.notNull().unique())
    .addColumn('color', text, (col) => col.notNull())
    .addColumn('description', text)
    .addColumn('created_at', time, (col) => col.notNull())
    .addColumn('updated_at', time, (col) => col.notNull())
    .execute();

  await createLink(db, 'issue_label', 'label');
  await createLink(db, 'issue_assignee', 'user');
}

async function createComments(db: Kysely<never>): Promise<void> {
  const { text, time } = columnTypes(db);
  await db.schema
    .createTable('comment')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('issue_id', text, (col) => col.notNull().references('issue.id'))
    .addColumn('author_id', text, (col) => col.notNull().references('user.id'))
    .addColumn('body', text, (col) => col.notNull())
    .addColumn('created_at', time, (col) => col.notNull())
    .addColumn('updated_at', time, (col) => col.notNull())
    .execute();
  await db.schema.createIndex('comment_issue').on('comment').columns(['issue_id', 'created_at', 'id']).execute();
}

/** A many-to-many table between issues and another, which can be read from both sides. */
async function createLink(
  db: Kysely<never>,
  table: 'issue_label' | 'issue_assignee',
  other: 'label' | 'user',
): Promise<void> {
  const { text } = columnTypes(db);
  await db.schema
    .createTable(table)
    .addColumn('issue_id', text, (col) => col.notNull().references('issue.id'))
    .addColumn(`${other}_id`, text, (col) => col.notNull().references(`${other}.id`))
    .addPrimaryKeyConstraint(`${table}_key`, ['issue_id', `${other}_id`])
    .execute();
  await db.schema.createIndex(`${table}_${other}`).on(table).column(`${other}_id`).execute();
}

async function createHistory(db: Kysely<never>): Promise<void> {
  const { text, integer, time, json } = columnTypes(db);
  await db.schema
    .createTable('event')
    .addColumn('position', integer, (col) =>
      // Both count up and never use a position again.
      isPostgres(db) ? col.primaryKey().generatedByDefaultAsIdentity() : col.primaryKey().autoIncrement(),
    )
    .addColumn('id', text, (col) => col.notNull().unique())
    .addColumn('type', text, (col) => col.notNull())
    .addColumn('subject_id', text, (col) => col.notNull())
    .addColumn('actor_id', text, (col) => col.references('user.id'))
    .addColumn('actor_name', text)
    .addColumn('data', json, (col) => col.notNull())
    .addColumn('created_at', time, (col) => col.notNull())
    .execute();
  await db.schema.createIndex('event_subject').on('event').columns(['subject_id', 'position']).execute();

  await db.schema
    .createTable('counter')
    .addColumn('name', text, (col) => col.primaryKey())
    .addColumn('value', integer, (col) => col.notNull())
    .execute();
  await sql`insert into counter (name, value) values ('issue', 0)`.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  const newestFirst = [
    'counter',
    'event',
    'comment',
    'issue_assignee',
    'issue_label',
    'label',
    'issue',
    'refresh_token',
    'session',
    'user',
  ];
  for (const table of newestFirst) {
    await db.schema.dropTable(table).execute();
  }
}
