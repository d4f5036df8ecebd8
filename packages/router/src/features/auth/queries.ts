import type { Reader } from '@docket/db';
import type { AnonymousActor, UserActor } from '../../core/actor.ts';
import { AppError } from '../../core/errors.ts';
import { hashOfNobody, verifyPassword } from '../../core/passwords.ts';
import type { OpenSettings, Settings } from '../../settings.ts';
import { findUserByLogin, type UserRow } from '../user/queries.ts';
import { type AccessTokenClaims, verifyAccessToken } from './access-token.ts';
import type { Credentials } from './schema.ts';

type AtSettings = { settings: OpenSettings; at: string };

/**
 * The actor of a bearer token. A token that is not good makes an anonymous actor that knows why,
 * so that public procedures work all the same.
 */
export async function actorOfToken(
  db: Reader,
  { settings, at }: AtSettings,
  token: string,
): Promise<UserActor | AnonymousActor> {
  try {
    const claims = await verifyAccessToken(settings, token, at);
    const role = await roleInLiveSession(db, claims, at);
    return { kind: 'user', id: claims.user_id, role, session_id: claims.session_id };
  } catch (error) {
    if (error instanceof AppError) return { kind: 'anonymous', refusal: error };
    throw error;
  }
}

/** The database is asked at each call, so that a logout or a deactivation counts from the next call on. */
async function roleInLiveSession(
  db: Reader,
  { user_id, session_id, auth_version }: AccessTokenClaims,
  at: string,
): Promise<UserActor['role']> {
  const user = await db
    .selectFrom('session')
    .innerJoin('user', 'user.id', 'session.user_id')
    .select(['user.role', 'user.auth_version', 'user.deactivated_at', 'session.revoked_at'])
    .where('session.id', '=', session_id)
    .where('user.id', '=', user_id)
    .where('user.deleted_at', 'is', null)
    .where('session.expires_at', '>', at)
    .executeTakeFirst();
  // Deactivation ends the sessions too; the more exact answer comes first.
  if (user?.deactivated_at) throw new AppError('inactive_user');
  if (!user || user.revoked_at || user.auth_version !== auth_version) throw new AppError('unauthenticated');
  return user.role;
}

/**
 * The active user whom these credentials belong to. Takes the same time for an unknown user as
 * for a wrong password, and tells them not apart.
 *
 * @throws AppError `invalid_credentials`; `login_inactive`, only after the right password
 */
export async function checkCredentials(
  db: Reader,
  settings: Settings,
  { username, password }: Credentials,
): Promise<UserRow & { password_hash: string }> {
  const user = await findUserByLogin(db, username);
  const passwordHash = user?.password_hash ?? null;
  const matches = await verifyPassword(password, passwordHash ?? hashOfNobody(settings.BCRYPT_COST));
  if (!user || passwordHash === null || !matches) throw new AppError('invalid_credentials');
  if (user.deactivated_at) throw new AppError('login_inactive');
  return { ...user, password_hash: passwordHash };
}
