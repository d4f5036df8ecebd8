import { isUser, type SignedInActor } from '../../core/actor.ts';
import type { FlowContext } from '../../core/context.ts';
import { AppError, invalidInput } from '../../core/errors.ts';
import { deleteInParts } from '../../core/parts.ts';
import { hashNewPassword } from '../../credentials/password-policy.ts';
import { addressKeyOf } from '../../limits/address.ts';
import { hasMail } from '../../settings/mail.ts';
import { requireCurrentPassword } from '../auth/flows/current-password.ts';
import { beginDeletion, checkUpdateUser, continueDeletion, createUser, requestEmail, updateUser } from './commands.ts';
import { needsSession } from './policy.ts';
import { accountId, getUserRow } from './queries.ts';
import type { CreateUser, UpdateUser, User } from './schema.ts';

// A password is hashed before the transaction begins, because hashing is slow.

/** @throws AppError `email_taken`, `username_taken`, and what `hashNewPassword` throws */
export async function createAccount(
  ctx: FlowContext<SignedInActor>,
  { password, ...input }: CreateUser,
): Promise<User> {
  const password_hash = await hashNewPassword(ctx.settings, {
    field: 'password',
    password,
    personal: [input],
    whose: addressKeyOf(ctx.request),
  });
  return ctx.answer((db) => createUser(db, { ...input, password_hash }, ctx));
}

/**
 * Changes a user. What opens one's own account, password and address, changes only with the current password, and the
 * address only when the new one was confirmed, where there is mail.
 *
 * @throws AppError `forbidden`, `session_required`, `wrong_password`, `rate_limited`, `validation_failed` without the
 *   current password, and what `updateUser` and `hashNewPassword` throw
 */
export async function updateAccount(
  ctx: FlowContext<SignedInActor>,
  { id: key, password, current_password, email, ...fields }: UpdateUser,
): Promise<User> {
  const id = accountId(key, ctx.actor);
  const rest = { ...fields, id };
  checkUpdateUser(ctx.actor, { password, ...rest });
  const before = await getUserRow(ctx.db.read, id);
  const newEmail = email === before.email ? undefined : email;
  const isOwn = isUser(ctx.actor, id);
  if (needsSession(ctx.actor, { id, email: newEmail, password_hash: password })) throw new AppError('session_required');
  if (isOwn && (newEmail ?? password) !== undefined) await requireOwner(ctx, { id, current_password });
  const given = { field: 'password', personal: [before, { email, ...rest }], whose: addressKeyOf(ctx.request) };
  const password_hash = password && (await hashNewPassword(ctx.settings, { ...given, password }));
  const toConfirm = isOwn && hasMail(ctx.settings) ? newEmail : undefined;
  const changes = {
    ...rest,
    ...(toConfirm === undefined ? { email: newEmail } : { asked_email: toConfirm }),
    ...(password_hash && { password_hash }),
  };
  return ctx.answer(async (db) => {
    const user = await updateUser(db, changes, ctx);
    if (toConfirm !== undefined) await requestEmail(db, { id, email: toConfirm }, ctx.at);
    return user;
  });
}

type Owner = { id: string; current_password: string | undefined };

async function requireOwner(ctx: FlowContext<SignedInActor>, { id, current_password: password }: Owner): Promise<void> {
  if (password === undefined) {
    const message = 'Required to change your own password or email address';
    throw invalidInput('current_password', message, 'required');
  }
  await requireCurrentPassword(ctx, { user_id: id, password });
}

/**
 * Deletes an account and what is personal of it. However much that is, others go on meanwhile: first the account is gone
 * for everybody, and then the rest goes in parts.
 *
 * @throws AppError `user_not_found`, `last_admin`
 */
export function deleteAccount(ctx: FlowContext<SignedInActor>, { id }: { id: string }): Promise<null> {
  return deleteInParts(ctx, {
    first: (db) => beginDeletion(db, id, ctx),
    next: (db) => continueDeletion(db, id, ctx),
  });
}
