import type { UserActor } from '../../core/actor.ts';
import type { FlowContext } from '../../core/context.ts';
import * as commands from './commands.ts';
import type { CreateApiToken, NewApiToken } from './schema.ts';

/**
 * Each token is told of by mail, so it counts as what changes an account does.
 *
 * @throws AppError `rate_limited`, and what the command throws
 */
export async function createApiToken(ctx: FlowContext<UserActor>, input: CreateApiToken): Promise<NewApiToken> {
  await ctx.limits.countOwnChange(ctx);
  return ctx.answer((db) => commands.createApiToken(db, input, ctx));
}
