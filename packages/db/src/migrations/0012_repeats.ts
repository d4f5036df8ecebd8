import type { Kysely } from 'kysely';
import { columnTypes } from './column-types.ts';

/** What is made once, however often it is asked for: answers by Idempotency-Key, and ids that authors of issues make. */
export async function up(db: Kysely<never>): Promise<void> {
  const { text, time } = columnTypes(db);
  await db.schema
    .createTable('idempotency_key')
    .addColumn('key', text, (col) => col.primaryKey())
    .addColumn('fingerprint', text, (col) => col.notNull())
    .addColumn('answer', text)
    .addColumn('expires_at', time, (col) => col.notNull())
    .execute();
  await db.schema.createIndex('idempotency_key_expires').on('idempotency_key').column('expires_at').execute();
  await db.schema.alterTable('issue').addColumn('content_hash', text).execute();
}

export async function down(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('issue').dropColumn('content_hash').execute();
  await db.schema.dropTable('idempotency_key').execute();
}
