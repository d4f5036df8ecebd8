import type { SignedInActor } from '../../core/actor.ts';
import type { Context } from '../../core/context.ts';
import { hashPassword } from '../../core/passwords.ts';
import { checkUpdateUser, createUser, updateUser } from './commands.ts';
import type { CreateUser, UpdateUser, User } from './schema.ts';

// A password is hashed before the transaction begins, because hashing is slow.

type SignedInContext = Context & { actor: SignedInActor };

/** @throws AppError `email_taken`, `username_taken` */
export async function createAccount(ctx: SignedInContext, { password, ...input }: CreateUser): Promise<User> {
  const password_hash = await hashPassword(password, ctx.settings.BCRYPT_COST);
  return ctx.db.write((db) => createUser(db, ctx, { ...input, password_hash }));
}

/** @throws AppError `forbidden`, and what `updateUser` throws */
export async function updateAccount(ctx: SignedInContext, { password, ...input }: UpdateUser): Promise<User> {
  checkUpdateUser(ctx.actor, { password, ...input });
  const password_hash = password && (await hashPassword(password, ctx.settings.BCRYPT_COST));
  return ctx.db.write((db) => updateUser(db, ctx, { ...input, ...(password_hash && { password_hash }) }));
}
