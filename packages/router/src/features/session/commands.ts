import type { Writer } from '@docket/db';

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
