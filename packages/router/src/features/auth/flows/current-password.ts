import type { FlowContext } from '../../../core/context.ts';
import { AppError } from '../../../core/errors.ts';
import { hashingPool } from '../../../credentials/hashing-pool.ts';
import { verifyPassword } from '../../../credentials/passwords.ts';
import { addressKeyOf } from '../../../limits/address.ts';
import { getUserRow, type UserRow } from '../../user/queries.ts';
import { guardPassword } from './password-guard.ts';

type Claim = { user_id: string; password: string };

/**
 * Lets only the owner of an account change what opens it: a found access token, or a browser that was left open, is
 * not enough. Counts the change as well.
 *
 * @throws AppError `wrong_password`, `rate_limited`, `unavailable`
 */
export async function requireCurrentPassword(ctx: FlowContext, { user_id, password }: Claim): Promise<UserRow> {
  hashingPool.requireRoom(addressKeyOf(ctx.request));
  const { checked, forgive } = await guardPassword(ctx, {
    user_id,
    check: () => checkCurrentPassword(ctx, { user_id, password }),
  });
  await ctx.db.write(forgive); // now: what the password is to open may yet be refused
  await ctx.limits.countOwnChange(ctx);
  return checked;
}

async function checkCurrentPassword({ db, request }: FlowContext, { user_id, password }: Claim): Promise<UserRow> {
  const user = await getUserRow(db.read, user_id);
  const isRight =
    user.password_hash !== null && (await verifyPassword(password, user.password_hash, addressKeyOf(request)));
  if (!isRight) throw new AppError('wrong_password');
  return user;
}
