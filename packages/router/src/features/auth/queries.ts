import type { Reader } from '@docket/db';
import type { UserActor } from '../../core/actor.ts';
import { AppError } from '../../core/errors.ts';
import { checkPassword } from '../../core/passwords.ts';
import type { OpenSettings, Settings } from '../../settings.ts';
import { findUserByLogin, type UserRow } from '../user/queries.ts';
import { type AccessTokenClaims, expiresInSeconds, signAccessToken } from './access-token.ts';
import type { AccessToken, Credentials } from './schema.ts';

type AtSettings = { settings: OpenSettings; at: string };

/**
 * Whom an access token stands for, and until when its session lasts.
 *
 * @throws AppError `inactive_user`; `unauthenticated` when the session is over, or when role or
 * password changed after the token was made
 */
export async function findSessionOfToken(
  db: Reader,
  { user_id, session_id, auth_version }: AccessTokenClaims,
  at: string,
): Promise<{ actor: UserActor; expires_at: string }> {
  const row = await db
    .selectFrom('session')
    .innerJoin('user', 'user.id', 'session.user_id')
    .select(['user.role', 'user.auth_version', 'user.deactivated_at', 'session.revoked_at', 'session.expires_at'])
    .where('session.id', '=', session_id)
    .where('user.id', '=', user_id)
    .where('user.deleted_at', 'is', null)
    .executeTakeFirst();
  // Deactivation ends the sessions too; the more exact answer comes first.
  if (row?.deactivated_at) throw new AppError('inactive_user');
  if (!row || row.revoked_at || row.expires_at <= at || row.auth_version !== auth_version) {
    throw new AppError('unauthenticated');
  }
  const { role, expires_at } = row;
  return { actor: { kind: 'user', id: user_id, role, session_id, token_id: null, scopes: null }, expires_at };
}

/** Whose password is being tried: the id of the user, or the name as it was given when there is no such user. */
export async function accountOfLogin(db: Reader, login: string): Promise<string> {
  const user = await findUserByLogin(db, login);
  return user?.id ?? login.trim().toLowerCase();
}

/** A fresh access token of a session, as every answer that brings one has it. */
export async function accessTokenOf({ settings, at }: AtSettings, claims: AccessTokenClaims): Promise<AccessToken> {
  const access_token = await signAccessToken(settings, claims, at);
  return { access_token, token_type: 'bearer', expires_in: expiresInSeconds(settings) };
}

/**
 * The active user whom these credentials belong to. An unknown user, an account without a password
 * and a wrong password take the same time, and get the same answer.
 *
 * @throws AppError `invalid_credentials`; `login_inactive`, only after the right password; `unavailable`
 */
export async function checkCredentials(
  db: Reader,
  settings: Settings,
  { username, password }: Credentials,
): Promise<UserRow & { password_hash: string }> {
  const user = await findUserByLogin(db, username);
  const passwordHash = user?.password_hash ?? null;
  const matches = await checkPassword(password, { hash: passwordHash, cost: settings.BCRYPT_COST });
  if (!user || passwordHash === null || !matches) throw new AppError('invalid_credentials');
  if (user.deactivated_at) throw new AppError('login_inactive');
  return { ...user, password_hash: passwordHash };
}
