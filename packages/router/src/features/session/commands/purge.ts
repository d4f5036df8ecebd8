import type { Tables, Writer } from '@docket/db';
import type { SelectQueryBuilder } from 'kysely';

/** Removes all sessions of a user, whose account is deleted: they tell where from and with what it was used. */
export function deleteSessions(db: Writer, user_id: string): Promise<void> {
  return removeSessions(db, db.selectFrom('session').select('id').where('user_id', '=', user_id));
}

/** Removes the sessions that ended before then, and refresh tokens that were used before then. */
export async function purgeSessions(db: Writer, before: string): Promise<void> {
  await db.deleteFrom('refresh_token').where('used_at', '<', before).execute();
  const ended = db
    .selectFrom('session')
    .select('id')
    .where((eb) => eb.or([eb('expires_at', '<', before), eb('revoked_at', '<', before)]));
  await removeSessions(db, ended);
}

async function removeSessions(db: Writer, ids: SelectQueryBuilder<Tables, 'session', { id: string }>): Promise<void> {
  await db.deleteFrom('refresh_token').where('session_id', 'in', ids).execute();
  await db.deleteFrom('session').where('id', 'in', ids).execute();
}
