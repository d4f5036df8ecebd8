import type { Kysely } from 'kysely';
import { columnTypes } from './column-types.ts';

/** People who are invited to accounts that came with an import. */
export async function up(db: Kysely<never>): Promise<void> {
  const { text, time } = columnTypes(db);
  await db.schema
    .createTable('invitation')
    .addColumn('token_hash', text, (col) => col.primaryKey())
    .addColumn('user_id', text, (col) => col.notNull().references('user.id'))
    .addColumn('email', text, (col) => col.notNull())
    .addColumn('expires_at', time, (col) => col.notNull())
    .execute();
  await db.schema.createIndex('invitation_user').on('invitation').column('user_id').execute();
}

export async function down(db: Kysely<never>): Promise<void> {
  await db.schema.dropTable('invitation').execute();
}
