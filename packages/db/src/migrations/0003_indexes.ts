import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

/** For what was a look at every row: how many issues there are, and which sessions and tokens ended long ago. */
export async function up(db: Kysely<Tables>): Promise<void> {
  const indexes = [
    ['issue', 'deleted_at'],
    ['session', 'revoked_at'],
    ['refresh_token', 'used_at'],
  ] as const;
  for (const [table, column] of indexes) {
    // Few rows have this time, and only those are looked for.
    await db.schema.createIndex(`${table}_${column}`).on(table).column(column).where(column, 'is not', null).execute();
  }
  await db.schema.createIndex('session_expires_at').on('session').column('expires_at').execute();
}

export async function down(db: Kysely<Tables>): Promise<void> {
  for (const index of ['session_expires_at', 'refresh_token_used_at', 'session_revoked_at', 'issue_deleted_at']) {
    await db.schema.dropIndex(index).execute();
  }
}
