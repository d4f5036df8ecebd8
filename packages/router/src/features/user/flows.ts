import { isUser, type SignedInActor } from '../../core/actor.ts';
import type { FlowContext } from '../../core/context.ts';
import { hashNewPassword } from '../../credentials/password-policy.ts';
import { checkUpdateUser, createUser, updateUser } from './commands.ts';
import { getUserRow } from './queries.ts';
import type { CreateUser, UpdateUser, User } from './schema.ts';

// A password is hashed before the transaction begins, because hashing is slow.

/** @throws AppError `email_taken`, `username_taken`, and what `hashNewPassword` throws */
export async function createAccount(
  ctx: FlowContext<SignedInActor>,
  { password, ...input }: CreateUser,
): Promise<User> {
  const password_hash = await hashNewPassword(ctx.settings, { field: 'password', password, personal: [input] });
  return ctx.db.write((db) => createUser(db, { ...input, password_hash }, ctx));
}

/** @throws AppError `forbidden`, `session_required`, `rate_limited`, and what `updateUser` and `hashNewPassword` throw */
export async function updateAccount(
  ctx: FlowContext<SignedInActor>,
  { password, ...input }: UpdateUser,
): Promise<User> {
  checkUpdateUser(ctx.actor, { password, ...input });
  await countOwnAddress(ctx, input);
  const password_hash = password && (await hashForUser(ctx, password, input));
  return ctx.db.write((db) => updateUser(db, { ...input, ...(password_hash && { password_hash }) }, ctx));
}

async function hashForUser(ctx: FlowContext<SignedInActor>, password: string, changes: UpdateUser): Promise<string> {
  const before = await getUserRow(ctx.db.read, changes.id);
  return hashNewPassword(ctx.settings, { field: 'password', password, personal: [before, changes] });
}

/** A change of address mails the old one. The limit keeps a user from flooding somebody's mailbox by changing to and fro. */
async function countOwnAddress(ctx: FlowContext<SignedInActor>, { id, email }: UpdateUser): Promise<void> {
  if (email === undefined || !isUser(ctx.actor, id)) return;
  const before = await getUserRow(ctx.db.read, id);
  if (before.email !== email) await ctx.limits.countOwnChange(ctx);
}
