import { isAdmin, type UserActor } from '../../core/actor.ts';
import type { Scope } from '../../core/scopes.ts';

/** Nobody gives more away than they have. */
export function canGiveScopes(actor: UserActor, scopes: readonly Scope[]): boolean {
  return isAdmin(actor) || !scopes.includes('admin');
}
