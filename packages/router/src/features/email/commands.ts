import { deletePart } from '../../core/parts.ts';
import { later } from '../../core/time.ts';
import { hashSecretToken } from '../../credentials/secret-token.ts';
import { addToOutbox, removeKindFromOutbox } from '../../outbox/messages.ts';
import type { Writer } from '../../visibility/handles.ts';
import { CONFIRMATION_MS, type Confirmation, getConfirmation } from './queries.ts';

type Asked = { user_id: string; email: string; at: string };

/** Has a token mailed to an address that the account is to have. Those of addresses asked for before are worthless. */
export async function askForConfirmation(db: Writer, { user_id, email, at }: Asked): Promise<void> {
  await deleteConfirmations(db, user_id);
  await addToOutbox(db, { kind: 'mail.confirm_email', payload: { user_id, to: email }, at });
}

/** Lets the token that goes to an address make it that of the account, once, within a day from now. */
export async function acceptConfirmation(
  db: Writer,
  { user_id, email, token, at }: Asked & { token: string },
): Promise<void> {
  const expires_at = later(at, CONFIRMATION_MS);
  await db
    .insertInto('email_confirmation')
    .values({ token_hash: hashSecretToken(token), user_id, email, expires_at })
    .onConflict((conflict) => conflict.column('token_hash').doUpdateSet({ expires_at }))
    .execute();
}

/**
 * Uses up a token, and answers with the address that it confirms.
 *
 * @throws AppError `invalid_confirmation`
 */
export async function useConfirmation(db: Writer, given: { token: string; at: string }): Promise<Confirmation> {
  const confirmation = await getConfirmation(db, given);
  await deleteConfirmations(db, confirmation.user.id);
  return confirmation;
}

/** Makes every token of the user worthless, those of mails that are still to be sent as well. */
export async function deleteConfirmations(db: Writer, user_id: string): Promise<void> {
  await db.deleteFrom('email_confirmation').where('user_id', '=', user_id).execute();
  await removeKindFromOutbox(db, { kind: 'mail.confirm_email', user_id });
}

/** Removes tokens whose time is over. Answers whether there may be more. */
export function purgeConfirmations(db: Writer, at: string): Promise<boolean> {
  const expired = db.selectFrom('email_confirmation').select('token_hash').where('expires_at', '<=', at);
  return deletePart(db, { from: 'email_confirmation', key: 'token_hash' }, expired);
}
