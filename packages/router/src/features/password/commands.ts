import { raisedVersion } from '@docket/db';
import type { Actor, By, UserActor } from '../../core/actor.ts';
import { recordEvent } from '../../core/events.ts';
import { deletePart } from '../../core/parts.ts';
import { later } from '../../core/time.ts';
import { hashSecretToken } from '../../credentials/secret-token.ts';
import { addToOutbox, removeFromOutbox } from '../../outbox/messages.ts';
import type { Writer } from '../../visibility/handles.ts';
import { forgetGuesses } from '../auth/commands.ts';
import { deleteConfirmations } from '../email/commands.ts';
import { endSessions } from '../session/commands/revoke.ts';
import { revokeApiTokens } from '../token/commands.ts';
import type { UserRow } from '../user/queries.ts';
import { getUserOfResetToken, RESET_TOKEN_MS } from './queries.ts';

type ByUserInSession = By<UserActor & { session_id: string }>;

type Change = { user: Account; password_hash: string };

/**
 * Sets the new password of a user whose current one was checked, and ends all other sessions. Of
 * this one, the access tokens up to now are refused; answers with the `auth_version` of those to come.
 */
export async function changePassword(
  db: Writer,
  { user, password_hash }: Change,
  { actor, at }: ByUserInSession,
): Promise<number> {
  await setPassword(db, { user, password_hash, except: actor.session_id }, { actor, at });
  const { auth_version } = await db
    .selectFrom('user')
    .select('auth_version')
    .where('id', '=', user.id)
    .executeTakeFirstOrThrow();
  return auth_version;
}

type Reset = { token: string; password_hash: string; at: string };

/**
 * Uses up a reset token for a new password, and ends all sessions and API tokens of its user: whoever had the account
 * before, such as by having registered the address, is out. That the mail was read confirms the address as well.
 *
 * @throws AppError `invalid_reset_token`
 */
export async function resetPassword(db: Writer, { token, password_hash, at }: Reset): Promise<null> {
  const user = await getUserOfResetToken(db, { token, at });
  // Nobody is signed in here: that a mail was read is all we know.
  await setPassword(db, { user, password_hash, except: null }, { actor: { kind: 'anonymous' }, at });
  await db.updateTable('user').set({ unconfirmed_since: null }).where('id', '=', user.id).execute();
  await revokeApiTokens(db, user.id, at);
  return null;
}

type Account = Pick<UserRow, 'id' | 'email' | 'username'>;

type NewPassword = { user: Account; password_hash: string; except: string | null };

async function setPassword(
  db: Writer,
  { user, password_hash, except }: NewPassword,
  { actor, at }: By<Actor>,
): Promise<void> {
  const raised = raisedVersion(db, ['password']);
  await db
    .updateTable('user')
    .set({ password_hash, ...raised, updated_at: at })
    .where('id', '=', user.id)
    .execute();
  await endSessions(db, { user_id: user.id, at, except });
  await deleteResetTokens(db, user);
  await deleteConfirmations(db, user.id);
  await forgetGuesses(db, user);
  const type = actor.kind === 'user' ? 'user.password_changed' : 'user.password_reset';
  await recordEvent(db, { type, subject_id: user.id, actor, at });
  await addToOutbox(db, { kind: 'mail.password_changed', payload: { user_id: user.id, to: user.email }, at });
}

type ResetToken = { user_id: string; token: string; at: string };

/**
 * Lets a token set the user's password, once, within an hour from now. Tokens mailed before stay
 * good: a mail may arrive twice, or the second before the first.
 */
export async function acceptResetToken(db: Writer, { user_id, token, at }: ResetToken): Promise<void> {
  const expires_at = later(at, RESET_TOKEN_MS);
  await db
    .insertInto('password_reset')
    .values({ token_hash: hashSecretToken(token), user_id, expires_at })
    .onConflict((conflict) => conflict.column('token_hash').doUpdateSet({ expires_at }))
    .execute();
}

/** Makes every reset token of the user worthless, those of mails that are still to be sent as well. */
export async function deleteResetTokens(db: Writer, { id, email }: { id: string; email: string }): Promise<void> {
  await db.deleteFrom('password_reset').where('user_id', '=', id).execute();
  await removeFromOutbox(db, { kind: 'mail.password_reset', payload: { email } });
}

/** Removes reset tokens whose time is over. Answers whether there may be more. */
export function purgeResetTokens(db: Writer, at: string): Promise<boolean> {
  const expired = db.selectFrom('password_reset').select('token_hash').where('expires_at', '<=', at);
  return deletePart(db, { from: 'password_reset', key: 'token_hash' }, expired);
}
