import { type Kysely, sql } from 'kysely';
import { columnTypes } from './column-types.ts';

/** What sessions show of themselves, tokens for scripts, password resets, mail that waits, and limits. */
export async function up(db: Kysely<never>): Promise<void> {
  const { text, integer } = columnTypes(db);
  await db.schema
    .alterTable('user')
    .addColumn('auth_version', integer, (col) => col.notNull().defaultTo(1))
    .execute();
  await addSearchKey(db);
  await db.schema.alterTable('session').addColumn('address', text).execute();
  await db.schema.alterTable('session').addColumn('agent', text).execute();
  await db.schema.alterTable('session').addColumn('address_key', text).execute();
  await db.schema.createIndex('session_address').on('session').columns(['user_id', 'address_key']).execute();
  await createTokens(db);
  await createOutbox(db);
  await createLimits(db);
}

async function addSearchKey(db: Kysely<never>): Promise<void> {
  const { text } = columnTypes(db);
  await db.schema
    .alterTable('user')
    .addColumn('search_key', text, (col) => col.notNull().defaultTo(''))
    .execute();
  const { rows } = await sql<Record<'id' | 'username' | 'first_name' | 'last_name' | 'email', string | null>>`
    select id, username, first_name, last_name, email from "user" where deleted_at is null
  `.execute(db);
  for (const { id, username, first_name, last_name, email } of rows) {
    // In JavaScript, because SQLite changes the case of ASCII letters only. A step stays as it was released, so this
    // is a copy of what the router does.
    const key = [first_name, last_name, username, email].filter(Boolean).join(' ').toLowerCase();
    await sql`update "user" set search_key = ${key} where id = ${id}`.execute(db);
  }
}

async function createTokens(db: Kysely<never>): Promise<void> {
  const { text, time } = columnTypes(db);
  await db.schema
    .createTable('api_token')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('user_id', text, (col) => col.notNull().references('user.id'))
    .addColumn('name', text, (col) => col.notNull())
    .addColumn('prefix', text, (col) => col.notNull())
    .addColumn('token_hash', text, (col) => col.notNull().unique())
    .addColumn('scope', text, (col) => col.notNull())
    .addColumn('created_at', time, (col) => col.notNull())
    .addColumn('expires_at', time)
    .addColumn('last_used_at', time)
    .addColumn('revoked_at', time)
    .execute();
  await db.schema.createIndex('api_token_user').on('api_token').columns(['user_id', 'created_at']).execute();

  await db.schema
    .createTable('password_reset')
    .addColumn('token_hash', text, (col) => col.primaryKey())
    .addColumn('user_id', text, (col) => col.notNull().references('user.id'))
    .addColumn('expires_at', time, (col) => col.notNull())
    .execute();
  await db.schema.createIndex('password_reset_user').on('password_reset').column('user_id').execute();
}

async function createOutbox(db: Kysely<never>): Promise<void> {
  const { text, integer, time } = columnTypes(db);
  await db.schema
    .createTable('outbox')
    .addColumn('id', text, (col) => col.primaryKey())
    .addColumn('kind', text, (col) => col.notNull())
    .addColumn('payload', text, (col) => col.notNull())
    .addColumn('user_id', text, (col) => col.references('user.id'))
    .addColumn('created_at', time, (col) => col.notNull())
    .addColumn('due_at', time, (col) => col.notNull())
    .addColumn('attempts', integer, (col) => col.notNull().defaultTo(0))
    .addColumn('failed_at', time)
    .addColumn('last_error', text)
    .execute();
  await db.schema.createIndex('outbox_user').on('outbox').column('user_id').execute();
  await db.schema.createIndex('outbox_due').on('outbox').columns(['failed_at', 'due_at']).execute();
}

async function createLimits(db: Kysely<never>): Promise<void> {
  const { text, integer, time } = columnTypes(db);
  await db.schema
    .createTable('rate_limit')
    .addColumn('key', text, (col) => col.primaryKey())
    .addColumn('points', integer, (col) => col.notNull())
    .addColumn('expires_at', time, (col) => col.notNull())
    .execute();
  await db.schema.createIndex('rate_limit_expires').on('rate_limit').column('expires_at').execute();
}

export async function down(db: Kysely<never>): Promise<void> {
  for (const table of ['rate_limit', 'outbox', 'password_reset', 'api_token']) {
    await db.schema.dropTable(table).execute();
  }
  await db.schema.dropIndex('session_address').execute();
  await db.schema.alterTable('session').dropColumn('address_key').execute();
  await db.schema.alterTable('session').dropColumn('agent').execute();
  await db.schema.alterTable('session').dropColumn('address').execute();
  await db.schema.alterTable('user').dropColumn('search_key').execute();
  await db.schema.alterTable('user').dropColumn('auth_version').execute();
}
