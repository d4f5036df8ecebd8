import type { Kysely } from 'kysely';
import { columnTypes } from './column-types.ts';

/** Addresses that wait to be confirmed by a mailed token. */
export async function up(db: Kysely<never>): Promise<void> {
  const { text, time } = columnTypes(db);
  await db.schema
    .createTable('email_confirmation')
    .addColumn('token_hash', text, (col) => col.primaryKey())
    .addColumn('user_id', text, (col) => col.notNull().references('user.id'))
    .addColumn('email', text, (col) => col.notNull())
    .addColumn('expires_at', time, (col) => col.notNull())
    .execute();
  await db.schema.createIndex('email_confirmation_user').on('email_confirmation').column('user_id').execute();
}

export async function down(db: Kysely<never>): Promise<void> {
  await db.schema.dropTable('email_confirmation').execute();
}
