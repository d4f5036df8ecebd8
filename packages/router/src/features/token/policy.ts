import { isAdmin, type UserActor } from '../../core/actor.ts';
import type { Scope } from '../../core/scopes.ts';

/** What such a token may do to accounts leads everywhere: it could be narrowed in name only. */
export function canBeNarrowed(scopes: readonly Scope[]): boolean {
  return !scopes.includes('admin');
}

/** Nobody gives more away than they have. */
export function canGiveScopes(actor: UserActor, scopes: readonly Scope[]): boolean {
  return isAdmin(actor) || !scopes.includes('admin');
}
