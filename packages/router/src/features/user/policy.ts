import { isAdmin, isUser, type SignedInActor } from '../../core/actor.ts';

const ADMIN_FIELDS = ['role', 'is_active', 'password', 'password_hash'];

export function canUpdateUser(actor: SignedInActor, id: string): boolean {
  return isAdmin(actor) || isUser(actor, id);
}

/** Role, activation and password are an admin's to change, one's own as well. */
export function canChangeFields(actor: SignedInActor, changes: object): boolean {
  const given = Object.entries(changes).flatMap(([field, value]) => (value === undefined ? [] : field));
  return isAdmin(actor) || !given.some((field) => ADMIN_FIELDS.includes(field));
}

/** Not with an API token: whoever finds one shall not take over the account that it belongs to. */
export function needsSession(actor: SignedInActor, { id, email, password_hash }: CredentialChange): boolean {
  const changesCredentials = email !== undefined || password_hash !== undefined;
  return changesCredentials && isUser(actor, id) && actor.kind === 'user' && actor.token_id !== null;
}

type CredentialChange = { id: string; email?: unknown; password_hash?: unknown };
