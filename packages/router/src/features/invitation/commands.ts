import { raisedVersion } from '@docket/db';
import type { By, SignedInActor } from '../../core/actor.ts';
import { AppError } from '../../core/errors.ts';
import { recordEvent } from '../../core/events.ts';
import { deletePart } from '../../core/parts.ts';
import { later } from '../../core/time.ts';
import { hashSecretToken } from '../../credentials/secret-token.ts';
import { addToOutbox, removeKindFromOutbox } from '../../outbox/messages.ts';
import type { Writer } from '../../visibility/handles.ts';
import { findUserByLogin, getUserRow, searchKey, toUserSummary } from '../user/queries.ts';
import { canBeInvited, getInvited, INVITATION_MS } from './queries.ts';
import type { Invitation, InviteUser } from './schema.ts';

/**
 * Has a token mailed by which a person takes over an account that never had a login. Those mailed before are worthless.
 *
 * @throws AppError `user_not_found`, `not_invitable`, `email_taken`
 */
export async function inviteUser(
  db: Writer,
  { id, email }: InviteUser,
  { actor, at }: By<SignedInActor>,
): Promise<Invitation> {
  const user = await getUserRow(db, id);
  if (!canBeInvited(user)) throw new AppError('not_invitable');
  await refuseTaken(db, email, id);
  await deleteInvitations(db, id);
  await addToOutbox(db, { kind: 'mail.invitation', payload: { user_id: id, to: email }, at });
  await recordEvent(db, { type: 'user.invited', subject_id: id, actor, at });
  return { user: toUserSummary(user), email };
}

type Mailed = { user_id: string; email: string; token: string; at: string };

/** Lets the token that goes to an address open the account, once, within a week from now. */
export async function keepInvitation(db: Writer, { user_id, email, token, at }: Mailed): Promise<void> {
  const expires_at = later(at, INVITATION_MS);
  await db
    .insertInto('invitation')
    .values({ token_hash: hashSecretToken(token), user_id, email, expires_at })
    .onConflict((conflict) => conflict.column('token_hash').doUpdateSet({ expires_at }))
    .execute();
}

type Accepted = { token: string; password_hash: string; at: string };

/**
 * Uses up a token: the account has the address that it was mailed to, and this password. Nobody is signed in here: that a
 * mail was read is all that we know.
 *
 * @throws AppError `invalid_invitation`, `email_taken` when somebody has registered the address by now
 */
export async function acceptInvitation(db: Writer, { token, password_hash, at }: Accepted): Promise<null> {
  const { user, email } = await getInvited(db, { token, at });
  await refuseTaken(db, email, user.id);
  const names = searchKey({ ...user, email });
  const raised = raisedVersion(db, ['email', 'password']);
  await db
    .updateTable('user')
    .set({ email, password_hash, search_key: names, ...raised, updated_at: at })
    .where('id', '=', user.id)
    .execute();
  await deleteInvitations(db, user.id);
  await recordEvent(db, { type: 'user.joined', subject_id: user.id, actor: { kind: 'anonymous' }, at });
  return null;
}

/** An account that came with an address can be invited at that. */
async function refuseTaken(db: Writer, email: string, ownId: string): Promise<void> {
  const other = await findUserByLogin(db, email);
  if (other && other.id !== ownId) throw new AppError('email_taken');
}

/** Makes every token of the user worthless, those of mails that are still to be sent as well. */
export async function deleteInvitations(db: Writer, user_id: string): Promise<void> {
  await db.deleteFrom('invitation').where('user_id', '=', user_id).execute();
  await removeKindFromOutbox(db, { kind: 'mail.invitation', user_id });
}

/** Removes tokens whose time is over. Answers whether there may be more. */
export function purgeInvitations(db: Writer, at: string): Promise<boolean> {
  const expired = db.selectFrom('invitation').select('token_hash').where('expires_at', '<=', at);
  return deletePart(db, { from: 'invitation', key: 'token_hash' }, expired);
}
