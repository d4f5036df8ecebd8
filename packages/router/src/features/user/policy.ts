import { isAdmin, isUser, type SignedInActor } from '../../core/actor.ts';
import type { UpdateUser } from './schema.ts';

const ADMIN_FIELDS = ['role', 'is_active', 'password'] as const satisfies (keyof UpdateUser)[];

export function canUpdateUser(actor: SignedInActor, id: string): boolean {
  return isAdmin(actor) || isUser(actor, id);
}

/** Role, activation and another's password are an admin's to change. */
export function canChangeThese(actor: SignedInActor, changes: UpdateUser): boolean {
  return isAdmin(actor) || ADMIN_FIELDS.every((field) => changes[field] === undefined);
}
