import { z } from 'zod';
import type { Context } from '../core/context.ts';
import { sizeOf } from '../core/pagination.ts';
import { DEFAULT_SIZE } from '../core/schema.ts';
import { fitting, withShare } from './answer-share.ts';

/** Whether what a procedure gives is a list: lists are what a tracker dies of. */
export function isList(output: z.ZodType): boolean {
  return output instanceof z.ZodObject && 'items' in output.shape;
}

/**
 * Runs a list when it is its caller's turn, with its share of the answer. It counts once for each so many items as a list
 * has by default, since it costs about as much as so many lists; the first ones were counted with the call.
 *
 * @throws AppError `rate_limited`, `unavailable`, `batch_too_large`
 */
export async function runList<Input, T>(ctx: Context, input: Input, run: (bounded: Input) => Promise<T>): Promise<T> {
  const more = Math.ceil(sizeOf(input ?? {}) / DEFAULT_SIZE) - 1;
  if (more > 0) await ctx.limits.countCall(ctx, 'read', more);
  const list = () => run(withShare(input, ctx.request));
  return fitting(await ctx.limits.inTurn(ctx, list), ctx.request);
}
