import type { Tables } from '@docket/db';
import type { SelectQueryBuilder } from 'kysely';
import { deletePart } from '../../../core/parts.ts';
import type { Writer } from '../../../visibility/handles.ts';

/** Sessions that are removed together. */
const TOGETHER = 200;

const TOKENS = { from: 'refresh_token', key: 'token_hash' };

/**
 * Removes sessions of a user, whose account is deleted: they tell where from and with what it was used. Answers whether
 * there may be more.
 */
export function deleteSessions(db: Writer, user_id: string): Promise<boolean> {
  return removeSessions(db, db.selectFrom('session').select('id').where('user_id', '=', user_id));
}

/**
 * Removes sessions that ended before then, and refresh tokens that were used before then. Answers whether there may be
 * more.
 */
export async function purgeSessions(db: Writer, before: string): Promise<boolean> {
  const used = db.selectFrom('refresh_token').select('token_hash').where('used_at', '<', before);
  if (await deletePart(db, TOKENS, used)) return true;
  for (const end of ['expires_at', 'revoked_at'] as const) {
    const ended = db.selectFrom('session').select('id').where(end, '<', before);
    if (await removeSessions(db, ended)) return true;
  }
  return false;
}

async function removeSessions(
  db: Writer,
  sessions: SelectQueryBuilder<Tables, 'session', { id: string }>,
): Promise<boolean> {
  const ids = (await sessions.limit(TOGETHER).execute()).map(({ id }) => id);
  if (ids.length === 0) return false;
  const tokens = db.selectFrom('refresh_token').select('token_hash').where('session_id', 'in', ids);
  if (await deletePart(db, TOKENS, tokens)) return true;
  await db.deleteFrom('session').where('id', 'in', ids).execute();
  return ids.length === TOGETHER;
}
