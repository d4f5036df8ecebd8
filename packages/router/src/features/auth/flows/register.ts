import type { FlowContext } from '../../../core/context.ts';
import { AppError } from '../../../core/errors.ts';
import { hashingPool } from '../../../credentials/hashing-pool.ts';
import { hashNewPassword } from '../../../credentials/password-policy.ts';
import { addressKeyOf } from '../../../limits/address.ts';
import { addToOutbox } from '../../../outbox/messages.ts';
import { askForConfirmation } from '../../email/commands.ts';
import { createUser } from '../../user/commands.ts';
import type { RegisterUser, User } from '../../user/schema.ts';

/** @throws AppError `registration_closed`, `rate_limited`, `email_taken`, `username_taken`, and what `hashNewPassword` throws */
export async function register(ctx: FlowContext, { password, ...input }: RegisterUser): Promise<User> {
  if (ctx.settings.REGISTRATION === 'closed') throw new AppError('registration_closed');
  const whose = addressKeyOf(ctx.request);
  hashingPool.requireRoom(whose); // before anything is counted: who is refused for this has not had a try
  await ctx.limits.countSignup(ctx);
  const given = { field: 'password', password, personal: [input], whose };
  const password_hash = await hashNewPassword(ctx.settings, given);
  const { at } = ctx;
  const isToConfirm = ctx.settings.VERIFY_EMAIL;
  return ctx.db.write(async (db) => {
    const unconfirmed_since = isToConfirm ? at : undefined;
    const user = await createUser(db, { ...input, password_hash, role: 'user', unconfirmed_since }, ctx);
    const { id: user_id, email } = user;
    if (isToConfirm) await askForConfirmation(db, { user_id, email, at });
    else await addToOutbox(db, { kind: 'mail.welcome', payload: { user_id }, at });
    return user;
  });
}
