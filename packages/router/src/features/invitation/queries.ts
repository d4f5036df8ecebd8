import { AppError } from '../../core/errors.ts';
import { DAY_MS, latestEnd } from '../../core/time.ts';
import { hashSecretToken } from '../../credentials/secret-token.ts';
import type { Reader } from '../../visibility/handles.ts';
import type { UserRow } from '../user/queries.ts';

/** How long a token is good. People read such a mail when they are back. */
export const INVITATION_MS = 7 * DAY_MS;

/** An account that never had a login, and the address to which a token for it was mailed. */
export type Invited = { user: UserRow; email: string };

/** @throws AppError `invalid_invitation`, also when the token has expired, or the account has a login by now */
export async function getInvited(db: Reader, { token, at }: { token: string; at: string }): Promise<Invited> {
  const row = await db
    .selectFrom('invitation')
    .innerJoin('user', 'user.id', 'invitation.user_id')
    .selectAll('user')
    .select('invitation.email as mailed_to')
    .where('invitation.token_hash', '=', hashSecretToken(token))
    .where('invitation.expires_at', '>', at)
    .where('invitation.expires_at', '<=', latestEnd(at, INVITATION_MS))
    .executeTakeFirst();
  if (!row) throw new AppError('invalid_invitation');
  const { mailed_to: email, ...user } = row;
  if (!canBeInvited(user)) throw new AppError('invalid_invitation');
  return { user, email };
}

type Account = Pick<UserRow, 'password_hash' | 'deactivated_at' | 'deleted_at'>;

/** Whether an account is for a person who has never logged in, such as one who came with an import. */
export function canBeInvited({ password_hash, deactivated_at, deleted_at }: Account): boolean {
  return password_hash === null && deactivated_at === null && deleted_at === null;
}
