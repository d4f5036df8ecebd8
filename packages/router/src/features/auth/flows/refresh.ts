import type { FlowContext } from '../../../core/context.ts';
import { AppError } from '../../../core/errors.ts';
import { rotateRefreshToken } from '../../session/commands/rotate.ts';
import type { TokenPair } from '../schema.ts';
import { tokenPair } from './token-pair.ts';

/** @throws AppError `invalid_refresh_token` */
export async function refresh(
  ctx: FlowContext,
  { refresh_token }: { refresh_token: string | undefined },
): Promise<TokenPair> {
  const { settings, at } = ctx;
  const grant = refresh_token
    ? await ctx.db.write((db) => rotateRefreshToken(db, { at, settings, refresh_token }))
    : null;
  if (!grant) throw new AppError('invalid_refresh_token');
  return tokenPair(ctx, grant);
}
