import type { By, UserActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import { recordEvent } from '../../../core/events.ts';
import type { Writer } from '../../../visibility/handles.ts';

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
