import type { UserActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import { newId } from '../../../core/ids.ts';
import { addressKey } from '../../../limits/address.ts';
import type { Settings } from '../../../settings/settings.ts';
import type { Writer } from '../../../visibility/handles.ts';
import type { UserRow } from '../../user/queries.ts';
import { addRefreshToken, expiry, type SessionGrant } from './refresh-token.ts';

type Login = {
  at: string;
  settings: Settings;
  /** Where the login came from; the address is null in process. */
  request: { address: string | null; agent: string | null };
  user: CheckedUser;
  rehashed: string | undefined;
};

type CheckedUser = UserRow & { password_hash: string };

/**
 * Begins a session for a user whose password was checked, and keeps the new hash if there is one.
 * Answers with null when password or activation changed since, because the check took a while.
 */
export async function createSession(db: Writer, login: Login): Promise<SessionGrant | null> {
  const { at, settings, request, user, rehashed } = login;
  if (!(await isStillAsChecked(db, user))) return null;
  const session_id = newId();
  await db
    .insertInto('session')
    .values({
      id: session_id,
      user_id: user.id,
      created_at: at,
      last_used_at: at,
      expires_at: expiry(settings, { created_at: at, at }),
      address: request.address,
      agent: request.agent,
      address_key: request.address === null ? null : addressKey(request.address),
    })
    .execute();
  if (rehashed) await db.updateTable('user').set({ password_hash: rehashed }).where('id', '=', user.id).execute();
  const actor: UserActor = { kind: 'user', id: user.id, role: user.role, session_id, token_id: null, scopes: null };
  await recordEvent(db, { type: 'session.started', subject_id: session_id, actor, at });
  const { id: user_id, auth_version } = user;
  return { user_id, session_id, auth_version, scopes: null, refresh_token: await addRefreshToken(db, session_id, at) };
}

async function isStillAsChecked(db: Writer, { id, password_hash }: CheckedUser): Promise<boolean> {
  const found = await db
    .selectFrom('user')
    .select('id')
    .where('id', '=', id)
    .where('password_hash', '=', password_hash)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();
  return found !== undefined;
}
