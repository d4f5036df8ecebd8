import type { SignedInActor } from '../../core/actor.ts';
import type { FlowContext } from '../../core/context.ts';
import { AppError } from '../../core/errors.ts';
import { hashingPool } from '../../credentials/hashing-pool.ts';
import { hashNewPassword } from '../../credentials/password-policy.ts';
import { addressKeyOf } from '../../limits/address.ts';
import { hasMail } from '../../settings/mail.ts';
import * as commands from './commands.ts';
import { getInvited } from './queries.ts';
import type { AcceptInvitation, Invitation, InviteUser } from './schema.ts';

/** @throws AppError `no_mail` where nothing can be mailed, and what `inviteUser` of the commands throws */
export async function inviteUser(ctx: FlowContext<SignedInActor>, input: InviteUser): Promise<Invitation> {
  if (!hasMail(ctx.settings)) throw new AppError('no_mail');
  return ctx.answer((db) => commands.inviteUser(db, input, ctx));
}

/** @throws AppError `rate_limited`, and what `acceptInvitation` of the commands and `hashNewPassword` throw */
export async function acceptInvitation(ctx: FlowContext, { token, password }: AcceptInvitation): Promise<null> {
  const { at, settings } = ctx;
  const whose = addressKeyOf(ctx.request);
  hashingPool.requireRoom(whose);
  await ctx.limits.countSignup(ctx);
  // A made-up token shall not cost us a hash.
  const { user, email } = await getInvited(ctx.db.read, { token, at });
  const personal = [{ ...user, email }];
  const password_hash = await hashNewPassword(settings, { field: 'password', password, personal, whose });
  return ctx.db.write((db) => commands.acceptInvitation(db, { token, password_hash, at }));
}
