import { AppError } from '../../core/errors.ts';
import { DAY_MS, latestEnd } from '../../core/time.ts';
import { hashSecretToken } from '../../credentials/secret-token.ts';
import type { Reader } from '../../visibility/handles.ts';
import type { UserRow } from '../user/queries.ts';

/** How long a token is good. */
export const CONFIRMATION_MS = DAY_MS;

/** An active user, and the address to which a token for this account was mailed. */
export type Confirmation = { user: UserRow; email: string };

/** @throws AppError `invalid_confirmation`, also when the token has expired or its user is locked out */
export async function getConfirmation(db: Reader, { token, at }: { token: string; at: string }): Promise<Confirmation> {
  const row = await db
    .selectFrom('email_confirmation')
    .innerJoin('user', 'user.id', 'email_confirmation.user_id')
    .selectAll('user')
    .select('email_confirmation.email as mailed_to')
    .where('email_confirmation.token_hash', '=', hashSecretToken(token))
    .where('email_confirmation.expires_at', '>', at)
    .where('email_confirmation.expires_at', '<=', latestEnd(at, CONFIRMATION_MS))
    .where('user.deactivated_at', 'is', null)
    .where('user.deleted_at', 'is', null)
    .executeTakeFirst();
  if (!row) throw new AppError('invalid_confirmation');
  const { mailed_to: email, ...user } = row;
  return { user, email };
}
