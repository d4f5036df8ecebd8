import type { Tables, Writer } from '@docket/db';
import type { SelectQueryBuilder } from 'kysely';
import { requireUser, type SignedInActor } from '../../core/actor.ts';
import type { By } from '../../core/context.ts';
import { AppError } from '../../core/errors.ts';
import { recordEvent } from '../../core/events.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Ends a session of the user who calls: its tokens are refused from the next call on.
 *
 * @throws AppError `user_required`; `session_not_found`, also for a session of someone else
 */
export async function revokeSession(db: Writer, by: By<SignedInActor>, { id }: { id: string }): Promise<null> {
  const found = await db
    .selectFrom('session')
    .select('id')
    .where('id', '=', id)
    .where('user_id', '=', requireUser(by.actor).id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', by.at)
    .executeTakeFirst();
  if (!found) throw new AppError('session_not_found');
  return endSession(db, by, id);
}

/** Ends a session, whoever has it, and writes it down. To end it twice does no harm. */
export async function endSession(db: Writer, { actor, at }: By, id: string): Promise<null> {
  await db
    .updateTable('session')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
  await recordEvent(db, { type: 'session.ended', subject_id: id, actor, at });
  return null;
}

/**
 * Ends all sessions of the user who calls.
 *
 * @throws AppError `user_required`
 */
export async function revokeAllSessions(db: Writer, { actor, at }: By<SignedInActor>): Promise<null> {
  const { id } = requireUser(actor);
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

/** How long a session is kept after it ended: its address is one that its user is known at. */
const KEPT_DAYS = 90;

/** Removes the sessions that ended long ago, and their refresh tokens. */
export function purgeEndedSessions(db: Writer, at: string): Promise<void> {
  const before = new Date(Date.parse(at) - KEPT_DAYS * DAY_MS).toISOString();
  const ended = db
    .selectFrom('session')
    .select('id')
    .where((eb) => eb.or([eb('expires_at', '<', before), eb('revoked_at', '<', before)]));
  return removeSessions(db, ended);
}

async function removeSessions(db: Writer, ids: SelectQueryBuilder<Tables, 'session', { id: string }>): Promise<void> {
  await db.deleteFrom('refresh_token').where('session_id', 'in', ids).execute();
  await db.deleteFrom('session').where('id', 'in', ids).execute();
}
