import type { UserActor } from '../../core/actor.ts';
import type { FlowContext } from '../../core/context.ts';
import { AppError } from '../../core/errors.ts';
import { issueAccessToken } from '../../credentials/access-token.ts';
import { hashingPool } from '../../credentials/hashing-pool.ts';
import { hashNewPassword } from '../../credentials/password-policy.ts';
import { addressKeyOf } from '../../limits/address.ts';
import { addToOutbox } from '../../outbox/messages.ts';
import { requireCurrentPassword } from '../auth/flows/current-password.ts';
import type { AccessToken } from '../auth/schema.ts';
import type { UserRow } from '../user/queries.ts';
import * as commands from './commands.ts';
import { getUserOfResetToken } from './queries.ts';
import type { ChangePassword, ForgotPassword, ResetPassword } from './schema.ts';

// Passwords are checked and hashed before the transaction begins, because that is slow, and what was
// found out before is checked again inside: a reset token by `resetPassword`, and a session, which a
// new password or a lock has ended, by `confirm` (core/context.ts), with which each transaction begins.

/**
 * Sets a new password in the place of the current one. This session goes on with the access token
 * that is the answer; all others end.
 *
 * @throws AppError `wrong_password`; `rate_limited`; `user_required` outside a session; `unauthenticated`
 *   when the account changed meanwhile; what `hashNewPassword` throws
 */
export async function changePassword(
  ctx: FlowContext<UserActor>,
  { current_password, new_password }: ChangePassword,
): Promise<AccessToken> {
  const user = ctx.actor;
  const { session_id } = user;
  if (session_id === null) throw new AppError('user_required', { detail: 'There is no session to go on with' });
  const account = await requireCurrentPassword(ctx, { user_id: user.id, password: current_password });
  const password_hash = await hashFor(ctx, account, new_password);
  const by = { actor: { ...user, session_id }, at: ctx.at };
  const auth_version = await ctx.db.write((db) => commands.changePassword(db, { user: account, password_hash }, by));
  return issueAccessToken(ctx.settings, { user_id: user.id, session_id, auth_version, scopes: null }, ctx);
}

/**
 * Has a reset token mailed to the address if it is that of an active account that has a password. What is done here is
 * the same for every address, so neither answer nor time tells whether there is one; it is looked up
 * when the mail is due (`outbox/mail.ts`).
 *
 * @throws AppError `rate_limited`
 */
export async function forgotPassword(ctx: FlowContext, { email }: ForgotPassword): Promise<null> {
  await ctx.limits.countSignup(ctx);
  await ctx.db.write((db) => addToOutbox(db, { kind: 'mail.password_reset', payload: { email }, at: ctx.at }));
  return null;
}

/** @throws AppError `rate_limited`, `invalid_reset_token`, and what `hashNewPassword` throws */
export async function resetPassword(ctx: FlowContext, { token, new_password }: ResetPassword): Promise<null> {
  const { at } = ctx;
  hashingPool.requireRoom(addressKeyOf(ctx.request));
  await ctx.limits.countSignup(ctx);
  // A made-up token shall not cost us a hash.
  const user = await getUserOfResetToken(ctx.db.read, { token, at });
  const password_hash = await hashFor(ctx, user, new_password);
  return ctx.db.write((db) => commands.resetPassword(db, { token, password_hash, at }));
}

function hashFor({ settings, request }: FlowContext, user: UserRow, password: string): Promise<string> {
  return hashNewPassword(settings, {
    field: 'new_password',
    password,
    personal: [user],
    whose: addressKeyOf(request),
  });
}
