import { type Kysely, sql } from 'kysely';
import { columnTypes } from './column-types.ts';

/** Who watches what, and what each is told. What happened before is told to nobody. */
export async function up(db: Kysely<never>): Promise<void> {
  await createWatches(db);
  await createSettings(db);
  await createNotifications(db);
  const { text, integer } = columnTypes(db);
  await db.schema
    .createTable('log_reader')
    .addColumn('name', text, (col) => col.primaryKey())
    .addColumn('position', integer, (col) => col.notNull())
    .execute();
  await sql`
    insert into log_reader (name, position) select 'notifications', coalesce(max(position), 0) from event
  `.execute(db);
}

const isLevel = sql`level in ('all', 'participating', 'mentions', 'none')`;

async function createWatches(db: Kysely<never>): Promise<void> {
  const { text, integer, time } = columnTypes(db);
  await db.schema
    .createTable('watch')
    .addColumn('issue_id', text, (col) => col.notNull().references('issue.id'))
    .addColumn('user_id', text, (col) => col.notNull().references('user.id'))
    .addColumn('is_watching', integer, (col) => col.notNull())
    .addColumn('created_at', time, (col) => col.notNull())
    .addPrimaryKeyConstraint('watch_pkey', ['issue_id', 'user_id'])
    .execute();
  await db.schema.createIndex('watch_user').on('watch').column('user_id').execute();
  await db.schema
    .createTable('project_watch')
    .addColumn('user_id', text, (col) => col.notNull().references('user.id'))
    .addColumn('project_id', text, (col) => col.notNull().references('project.id'))
    .addColumn('level', text, (col) => col.notNull().check(isLevel))
    .addPrimaryKeyConstraint('project_watch_pkey', ['user_id', 'project_id'])
    .execute();
  await db.schema.createIndex('project_watch_project').on('project_watch').columns(['project_id', 'level']).execute();
  await db.schema
    .createTable('mention')
    .addColumn('issue_id', text, (col) => col.notNull().references('issue.id'))
    .addColumn('comment_id', text, (col) => col.notNull())
    .addColumn('user_id', text, (col) => col.notNull().references('user.id'))
    .addColumn('position', integer, (col) => col.notNull())
    .addPrimaryKeyConstraint('mention_pkey', ['issue_id', 'comment_id', 'user_id'])
    .execute();
  await db.schema.createIndex('mention_user').on('mention').columns(['user_id', 'issue_id']).execute();
}

async function createSettings(db: Kysely<never>): Promise<void> {
  const { text } = columnTypes(db);
  await db.schema
    .createTable('notification_settings')
    .addColumn('user_id', text, (col) => col.primaryKey().references('user.id'))
    .addColumn('level', text, (col) => col.notNull().check(isLevel))
    .addColumn('mail', text, (col) => col.notNull().check(sql`mail in ('each', 'daily', 'weekly', 'off')`))
    .addColumn('time_zone', text, (col) => col.notNull())
    .addColumn('digest_time', text, (col) => col.notNull())
    .addColumn('quiet_from', text)
    .addColumn('quiet_to', text)
    .execute();
  await db.schema.createIndex('notification_settings_level').on('notification_settings').column('level').execute();
}

async function createNotifications(db: Kysely<never>): Promise<void> {
  const { text, integer, time } = columnTypes(db);
  await db.schema
    .createTable('notification')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('user_id', text, (col) => col.notNull().references('user.id'))
    .addColumn('issue_id', text, (col) => col.notNull().references('issue.id'))
    .addColumn('reason', integer, (col) => col.notNull())
    .addColumn('order_key', text, (col) => col.notNull())
    .addColumn('count', integer, (col) => col.notNull())
    .addColumn('position', integer, (col) => col.notNull())
    .addColumn('created_at', time, (col) => col.notNull())
    .addColumn('updated_at', time, (col) => col.notNull())
    .addColumn('mail_due_at', time)
    .addColumn('mail_latest_at', time)
    .addColumn('mail_after', integer)
    .addColumn('bulk_id', text)
    .addUniqueConstraint('notification_once', ['user_id', 'issue_id'])
    .execute();
  await db.schema
    .createIndex('notification_listed')
    .on('notification')
    .columns(['user_id', 'order_key', 'id', 'issue_id'])
    .execute();
  await db.schema.createIndex('notification_issue').on('notification').column('issue_id').execute();
  await sql`
    create index notification_mail on notification (mail_due_at, user_id) where mail_due_at is not null
  `.execute(db);
}

const TABLES = ['log_reader', 'notification', 'notification_settings', 'mention', 'project_watch', 'watch'];

export async function down(db: Kysely<never>): Promise<void> {
  for (const table of TABLES) await db.schema.dropTable(table).execute();
}
