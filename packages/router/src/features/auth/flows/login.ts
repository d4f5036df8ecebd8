import type { FlowContext } from '../../../core/context.ts';
import { AppError } from '../../../core/errors.ts';
import { hashingPool } from '../../../credentials/hashing-pool.ts';
import { checkPassword, renewHash } from '../../../credentials/passwords.ts';
import { addressKeyOf } from '../../../limits/address.ts';
import { createSession } from '../../session/commands/create.ts';
import { findUserByLogin, type UserRow } from '../../user/queries.ts';
import type { Credentials, TokenPair } from '../schema.ts';
import { guardPassword } from './password-guard.ts';
import { tokenPair } from './token-pair.ts';

/** @throws AppError `invalid_credentials`, `login_inactive`, `login_unconfirmed`, `rate_limited`, `unavailable` */
export async function login(ctx: FlowContext, credentials: Credentials): Promise<TokenPair> {
  const { settings, at, request } = ctx;
  const { username, password } = credentials;
  const whose = addressKeyOf(request);
  hashingPool.requireRoom(whose); // before anything is counted: who is refused for this has not had a try
  const found = await findUserByLogin(ctx.db.read, username);
  const { checked: user, forgive } = await guardPassword(ctx, {
    name: username,
    user_id: found?.id,
    check: () => requirePassword(found, { password, cost: settings.BCRYPT_COST, whose }),
  });
  const rehashed = await renewHash(password, { hash: user.password_hash, cost: settings.BCRYPT_COST, whose });
  const grant = await ctx.db.write(async (db) => {
    await forgive(db);
    return createSession(db, { at, settings, request, user, rehashed });
  });
  return grant ? tokenPair(ctx, grant) : login(ctx, credentials); // the account changed: check it anew
}

type Attempt = { password: string; cost: number; whose: string | undefined };

/**
 * An unknown user, an account without a password and a wrong password take the same time, and get
 * the same answer; that a user is inactive or unconfirmed is told only after the right password.
 */
async function requirePassword(
  user: UserRow | undefined,
  { password, ...attempt }: Attempt,
): Promise<UserRow & { password_hash: string }> {
  const hash = user?.password_hash ?? null;
  const matches = await checkPassword(password, { hash, ...attempt });
  if (!user || hash === null || !matches) throw new AppError('invalid_credentials');
  if (user.deactivated_at) throw new AppError('login_inactive');
  if (user.unconfirmed_since) throw new AppError('login_unconfirmed');
  return { ...user, password_hash: hash };
}
