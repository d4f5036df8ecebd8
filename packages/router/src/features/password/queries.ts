import { AppError } from '../../core/errors.ts';
import { HOUR_MS, latestEnd } from '../../core/time.ts';
import { hashSecretToken } from '../../credentials/secret-token.ts';
import type { Reader } from '../../visibility/handles.ts';
import type { UserRow } from '../user/queries.ts';

/** How long a reset token is good. */
export const RESET_TOKEN_MS = HOUR_MS;

/**
 * The active user to whom a reset token was mailed.
 *
 * @throws AppError `invalid_reset_token`, also when the token has expired, and when its user is locked out or never had a
 *   password: only an invitation opens such an account
 */
export async function getUserOfResetToken(db: Reader, { token, at }: { token: string; at: string }): Promise<UserRow> {
  const user = await db
    .selectFrom('password_reset')
    .innerJoin('user', 'user.id', 'password_reset.user_id')
    .selectAll('user')
    .where('password_reset.token_hash', '=', hashSecretToken(token))
    .where('password_reset.expires_at', '>', at)
    .where('password_reset.expires_at', '<=', latestEnd(at, RESET_TOKEN_MS))
    .where('user.password_hash', 'is not', null)
    .where('user.deactivated_at', 'is', null)
    .where('user.deleted_at', 'is', null)
    .executeTakeFirst();
  if (!user) throw new AppError('invalid_reset_token');
  return user;
}

type Besides = { user_id: string; token: string; at: string };

/** How many reset tokens of a user are good, besides this one. */
export async function countOtherResetTokens(db: Reader, { user_id, token, at }: Besides): Promise<number> {
  const good = db
    .selectFrom('password_reset')
    .where('user_id', '=', user_id)
    .where('expires_at', '>', at)
    .where('expires_at', '<=', latestEnd(at, RESET_TOKEN_MS));
  const others = good.where('token_hash', '!=', hashSecretToken(token));
  const { count } = await others.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  return count;
}
