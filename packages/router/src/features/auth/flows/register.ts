import type { Context } from '../../../core/context.ts';
import { AppError } from '../../../core/errors.ts';
import { hashingPool } from '../../../credentials/hashing-pool.ts';
import { hashNewPassword } from '../../../credentials/password-policy.ts';
import { addressKeyOf } from '../../../limits/address.ts';
import { addToOutbox } from '../../../outbox/messages.ts';
import { createUser } from '../../user/commands.ts';
import type { RegisterUser, User } from '../../user/schema.ts';

/** @throws AppError `registration_closed`, `rate_limited`, `email_taken`, `username_taken`, and what `hashNewPassword` throws */
export async function register(ctx: Context, { password, ...input }: RegisterUser): Promise<User> {
  if (ctx.settings.REGISTRATION === 'closed') throw new AppError('registration_closed');
  const whose = addressKeyOf(ctx.request);
  hashingPool.requireRoom(whose); // before anything is counted: who is refused for this has not had a try
  await ctx.limits.countSignup(ctx);
  const given = { field: 'password', password, personal: [input], whose };
  const password_hash = await hashNewPassword(ctx.settings, given);
  return ctx.db.write(async (db) => {
    const user = await createUser(db, { ...input, password_hash, role: 'user' }, ctx);
    await addToOutbox(db, { kind: 'mail.welcome', payload: { user_id: user.id }, at: ctx.at });
    return user;
  });
}
