import type { Kysely } from 'kysely';
import { columnTypes } from './column-types.ts';

/** Since when an account waits for its address to be confirmed. Those that are there do not. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('user').addColumn('unconfirmed_since', columnTypes(db).time).execute();
}

export async function down(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('user').dropColumn('unconfirmed_since').execute();
}
