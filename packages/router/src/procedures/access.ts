import { type Actor, isAdmin, requireUser, type SignedInActor, type UserActor } from '../core/actor.ts';
import { AppError } from '../core/errors.ts';
import { covers, type Scope } from '../core/scopes.ts';

/** Who may call a procedure, in the words of the documentation. `signed_in` and `admin` include our own scripts. */
type Audience = 'public' | 'signed_in' | 'admin';

/** Who may call a procedure: what is declared and what is judged are one value, so they cannot differ. */
export type Access<Who extends Actor = Actor> = {
  audience: Audience;
  /** What an API token needs; `any`: nothing. Null: no API token may call it, or (`public`) nobody looks at one. */
  scope: Scope | 'any' | null;
  /** @throws AppError for everyone who may not call. */
  judge(actor: Actor): Who;
};

export const anyone: Access<Actor> = { audience: 'public', scope: null, judge: (actor) => actor };

/** Every user, our scripts, and API tokens with this scope, or with whatever scopes they have. */
export function signedIn(scope: Scope | 'any'): Access<SignedInActor> {
  return { audience: 'signed_in', scope, judge: (actor) => requireSignedIn(actor, scope) };
}

/** Users about their own account, in a session: a script has no account, and a found API token must not reach it. */
export const ownAccount: Access<UserActor> = {
  audience: 'signed_in',
  scope: null,
  judge: (actor) => requireUser(requireSignedIn(actor, null)),
};

/** Admins, our scripts, and an admin's API token with the scope `admin`. */
export const adminOnly: Access<SignedInActor> = {
  audience: 'admin',
  scope: 'admin',
  judge(actor) {
    const known = requireSignedIn(actor, 'admin');
    if (isAdmin(known)) return known;
    throw new AppError('forbidden');
  },
};

function requireSignedIn(actor: Actor, scope: Access['scope']): SignedInActor {
  if (actor.kind === 'anonymous') throw actor.refusal ?? new AppError('unauthenticated');
  if (actor.kind === 'system' || actor.scopes === null) return actor;
  if (scope === null) throw new AppError('session_required');
  if (scope === 'any' || covers(actor.scopes, scope)) return actor;
  throw new AppError('insufficient_scope', { detail: `The token needs the scope ${scope} for this` });
}
