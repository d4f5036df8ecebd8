import type { Database } from '@docket/db';
import { type Actor, isAdmin, requireUser, type SignedInActor, type UserActor } from '../core/actor.ts';
import type { Context } from '../core/context.ts';
import { AppError } from '../core/errors.ts';
import { covers, type Scope } from '../core/scopes.ts';
import type { Meta } from './meta.ts';
import { t } from './trpc.ts';

// Each base counts the call before it asks who makes it, so that calls with bad tokens are limited too. It is
// counted here, and not at a door, so that each call of a batch counts and an address has no second spelling.
// Counting and judging are one middleware: each further one costs every call some microseconds.

/** Bases for queries. Their context can read the database and has nothing to write with. */
export const reads = {
  /** `scope` is what an API token needs for it. */
  signedIn: (scope: Scope) => readsOf({ access: 'signed_in', scope }, (actor) => signedIn(actor, scope)),
  /** For users about their own account: no script of ours has one, and whoever finds an API token shall not look at it. */
  byUser: readsOf({ access: 'signed_in', scope: null }, userOnly),
};

/** Bases for mutations, which write with `ctx.db.write(…)`. */
export const writes = {
  public: t.procedure.meta({ access: 'public' }).use(async ({ ctx, next }) => {
    await ctx.limits.countCall(ctx, 'write');
    return next();
  }),
  /** `scope` is what an API token needs for it. */
  signedIn: (scope: Scope) => writesOf({ access: 'signed_in', scope }, (actor) => signedIn(actor, scope)),
  /** For users about their own account, as `reads.byUser`. */
  byUser: writesOf({ access: 'signed_in', scope: null }, userOnly),
  admin: writesOf({ access: 'admin', scope: 'admin' }, admin),
};

/** `judge` says who may call, and throws for everyone else. */
function readsOf<Who extends SignedInActor>(meta: Meta, judge: (actor: Actor) => Who) {
  return t.procedure.meta(meta).use(async ({ ctx, next }) => {
    await ctx.limits.countCall(ctx, 'read');
    return next({ ctx: { ...readOnly(ctx), actor: judge(ctx.actor) } });
  });
}

function writesOf<Who extends SignedInActor>(meta: Meta, judge: (actor: Actor) => Who) {
  return t.procedure.meta(meta).use(async ({ ctx, next }) => {
    await ctx.limits.countCall(ctx, 'write');
    return next({ ctx: { ...confirmed(ctx), actor: judge(ctx.actor) } });
  });
}

function readOnly({ db }: Context) {
  return { db: db.read };
}

/** Each transaction begins with the question whether the actor's credentials are still good. */
function confirmed({ db, confirm }: Context): { db: Database } {
  const write: Database['write'] = (work) =>
    db.write(async (tx) => {
      await confirm(tx);
      return work(tx);
    });
  return { db: { ...db, write } };
}

/** `scope` null: no API token may. */
function signedIn(actor: Actor, scope: Scope | null): SignedInActor {
  if (actor.kind === 'anonymous') throw actor.refusal ?? new AppError('unauthenticated');
  if (actor.kind === 'system' || actor.scopes === null) return actor;
  if (scope === null) throw new AppError('session_required');
  if (covers(actor.scopes, scope)) return actor;
  throw new AppError('insufficient_scope', { detail: `The API token needs the scope ${scope} for this` });
}

function userOnly(actor: Actor): UserActor {
  return requireUser(signedIn(actor, null));
}

function admin(actor: Actor): SignedInActor {
  const known = signedIn(actor, 'admin');
  if (isAdmin(known)) return known;
  throw new AppError('forbidden');
}
