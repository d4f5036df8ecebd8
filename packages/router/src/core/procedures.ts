import { type Actor, isAdmin, type SignedInActor } from './actor.ts';
import type { Context } from './context.ts';
import { AppError } from './errors.ts';
import { covers, type Scope } from './scopes.ts';
import { t } from './trpc.ts';

// Each base counts the call before it asks who makes it, so that calls with bad tokens are limited too. It is
// counted here, and not at a door, so that each call of a batch counts and an address has no second spelling.

/** Bases for queries. Their context can read the database and has nothing to write with. */
export const reads = {
  /** `scope` is what an API token needs for it. */
  signedIn: (scope: Scope) => readsOf(scope),
  /** Not with an API token: whoever finds one shall not look at the account itself. */
  inSession: () => readsOf(null),
};

/** Bases for mutations, which write with `ctx.db.write(…)`. */
export const writes = {
  public: t.procedure.meta({ access: 'public' }).use(async ({ ctx, next }) => {
    await ctx.limits.countCall(ctx, 'write');
    return next();
  }),
  /** `scope` is what an API token needs for it. */
  signedIn: (scope: Scope) => writesOf(scope),
  /** Not with an API token: whoever finds one shall not take over the account. */
  inSession: () => writesOf(null),
  admin: t.procedure.meta({ access: 'admin', scope: 'admin' }).use(async ({ ctx, next }) => {
    await ctx.limits.countCall(ctx, 'write');
    return next({ ctx: { actor: admin(ctx.actor) } });
  }),
};

function readsOf(scope: Scope | null) {
  return t.procedure.meta({ access: 'signed_in', scope }).use(async ({ ctx, next }) => {
    await ctx.limits.countCall(ctx, 'read');
    return next({ ctx: { ...readOnly(ctx), actor: signedIn(ctx.actor, scope) } });
  });
}

function writesOf(scope: Scope | null) {
  return t.procedure.meta({ access: 'signed_in', scope }).use(async ({ ctx, next }) => {
    await ctx.limits.countCall(ctx, 'write');
    return next({ ctx: { actor: signedIn(ctx.actor, scope) } });
  });
}

function readOnly({ db }: Context) {
  return { db: db.read };
}

function signedIn(actor: Actor, scope: Scope | null): SignedInActor {
  if (actor.kind === 'anonymous') throw actor.refusal ?? new AppError('unauthenticated');
  if (actor.kind === 'system' || actor.scopes === null) return actor;
  if (scope === null) throw new AppError('session_required');
  if (covers(actor.scopes, scope)) return actor;
  throw new AppError('insufficient_scope', { detail: `The API token needs the scope ${scope} for this` });
}

function admin(actor: Actor): SignedInActor {
  const known = signedIn(actor, 'admin');
  if (isAdmin(known)) return known;
  throw new AppError('forbidden');
}
