import { type Actor, isAdmin, type SignedInActor } from './actor.ts';
import type { Context } from './context.ts';
import { AppError } from './errors.ts';
import { t } from './trpc.ts';

/** Bases for queries. Their context can read the database and has nothing to write with. */
export const reads = {
  signedIn: t.procedure
    .meta({ access: 'signed_in' })
    .use(({ ctx, next }) => next({ ctx: { ...readOnly(ctx), actor: signedIn(ctx.actor) } })),
};

/** Bases for mutations, which write with `ctx.db.write(…)`. */
export const writes = {
  public: t.procedure.meta({ access: 'public' }),
  signedIn: t.procedure
    .meta({ access: 'signed_in' })
    .use(({ ctx, next }) => next({ ctx: { actor: signedIn(ctx.actor) } })),
  admin: t.procedure.meta({ access: 'admin' }).use(({ ctx, next }) => next({ ctx: { actor: admin(ctx.actor) } })),
};

function readOnly({ db }: Context) {
  return { db: db.read };
}

function signedIn(actor: Actor): SignedInActor {
  if (actor.kind !== 'anonymous') return actor;
  throw actor.refusal ?? new AppError('unauthenticated');
}

function admin(actor: Actor): SignedInActor {
  const known = signedIn(actor);
  if (isAdmin(known)) return known;
  throw new AppError('forbidden');
}
