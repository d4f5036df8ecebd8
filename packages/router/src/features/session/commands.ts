import type { Tables, Writer } from '@docket/db';
import type { SelectQueryBuilder } from 'kysely';
import type { By, UserActor } from '../../core/actor.ts';
import { AppError } from '../../core/errors.ts';
import { recordEvent } from '../../core/events.ts';
import { newId } from '../../core/ids.ts';
import type { RequestInfo } from '../../core/request.ts';
import { DAY_MS, later } from '../../core/time.ts';
import type { AccessTokenClaims } from '../../credentials/access-token.ts';
import { hashSecretToken, newSecretToken } from '../../credentials/secret-token.ts';
import { addressKey } from '../../limits/address.ts';
import type { Settings } from '../../settings/settings.ts';
import type { UserRow } from '../user/queries.ts';

export type SessionGrant = AccessTokenClaims & { refresh_token: string };

type Login = {
  at: string;
  settings: Settings;
  request: Pick<RequestInfo, 'address' | 'agent'>;
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
  return { user_id, session_id, auth_version, refresh_token: await addRefreshToken(db, session_id, at) };
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

type Refresh = { at: string; settings: Settings; refresh_token: string };

/**
 * Uses up a refresh token and answers with the next one, or with null when it is not good.
 *
 * A token that comes a second time was stolen, from the user or by the user's thief; which of the
 * two is asking can not be known, so the whole session ends (RFC 9700, section 4.14.2). Nothing
 * is thrown here, because that would roll the revocation back.
 */
export async function rotateRefreshToken(
  db: Writer,
  { at, settings, refresh_token }: Refresh,
): Promise<SessionGrant | null> {
  const token_hash = hashSecretToken(refresh_token);
  const found = await db
    .selectFrom('refresh_token')
    .innerJoin('session', 'session.id', 'refresh_token.session_id')
    .innerJoin('user', 'user.id', 'session.user_id')
    .select(['session.id as session_id', 'session.user_id', 'session.created_at'])
    .select(['user.auth_version', 'user.deactivated_at'])
    .where('refresh_token.token_hash', '=', token_hash)
    .where('session.revoked_at', 'is', null)
    .where('session.expires_at', '>', at)
    .executeTakeFirst();
  if (!found || found.deactivated_at) return null;
  const { session_id, user_id, auth_version, created_at } = found;
  if (!(await useUp(db, token_hash, at))) {
    await db.updateTable('session').set({ revoked_at: at }).where('id', '=', session_id).execute();
    await recordEvent(db, { type: 'session.token_reused', subject_id: session_id, actor: { kind: 'anonymous' }, at });
    return null;
  }
  await db
    .updateTable('session')
    .set({ last_used_at: at, expires_at: expiry(settings, { created_at, at }) })
    .where('id', '=', session_id)
    .execute();
  return { session_id, user_id, auth_version, refresh_token: await addRefreshToken(db, session_id, at) };
}

/** Answers with whether this was the first use, in one statement: of two uses at once, one is the first. */
async function useUp(db: Writer, token_hash: string, at: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('refresh_token')
    .set({ used_at: at })
    .where('token_hash', '=', token_hash)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

async function addRefreshToken(db: Writer, session_id: string, at: string): Promise<string> {
  const token = newSecretToken('dkr_');
  await db
    .insertInto('refresh_token')
    .values({ token_hash: hashSecretToken(token), session_id, created_at: at })
    .execute();
  return token;
}

/** Each use gives a session its days without use anew, up to the days that it may last at all. */
function expiry(settings: Settings, { created_at, at }: { created_at: string; at: string }): string {
  const withoutUse = later(at, settings.REFRESH_TOKEN_EXPIRE_DAYS * DAY_MS);
  const atAll = later(created_at, settings.SESSION_EXPIRE_DAYS * DAY_MS);
  return new Date(Math.min(Date.parse(withoutUse), Date.parse(atAll))).toISOString();
}

/**
 * Ends a session of the user who calls: its tokens are refused from the next call on.
 *
 * @throws AppError `session_not_found`, also for a session of someone else, or one that has ended
 */
export async function revokeSession(db: Writer, { id }: { id: string }, { actor, at }: By<UserActor>): Promise<null> {
  const { numUpdatedRows } = await db
    .updateTable('session')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('user_id', '=', actor.id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new AppError('session_not_found');
  await recordEvent(db, { type: 'session.ended', subject_id: id, actor, at });
  return null;
}

/** Ends all sessions of the user who calls. */
export async function revokeAllSessions(db: Writer, { actor, at }: By<UserActor>): Promise<null> {
  const { id } = actor;
  await endSessions(db, { user_id: id, at });
  await recordEvent(db, { type: 'user.logged_out_everywhere', subject_id: id, actor, at });
  return null;
}

type SessionsOfUser = { user_id: string; at: string; except?: string | null };

/**
 * Ends all sessions of a user, or all but one. Their refresh tokens and access tokens stop working
 * with the commit; of the session that is kept, only the access tokens do, so that a token from
 * before a change of password is worth nothing after it.
 */
export async function endSessions(db: Writer, { user_id, at, except = null }: SessionsOfUser): Promise<void> {
  await db
    .updateTable('session')
    .set({ revoked_at: at })
    .where('user_id', '=', user_id)
    .where('revoked_at', 'is', null)
    .$if(except !== null, (query) => query.where('id', '!=', except ?? ''))
    .execute();
  await outdateAccessTokens(db, user_id);
}

/** From the commit on, every access token that the user has is refused; sessions can be refreshed. */
export async function outdateAccessTokens(db: Writer, user_id: string): Promise<void> {
  await db
    .updateTable('user')
    .set((eb) => ({ auth_version: eb('auth_version', '+', 1) }))
    .where('id', '=', user_id)
    .execute();
}

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
