import type { UserActor } from '../../../core/actor.ts';
import type { FlowContext } from '../../../core/context.ts';
import { AppError } from '../../../core/errors.ts';
import { revokeAllSessions, revokeSession } from '../../session/commands/revoke.ts';
import { refreshCookie } from './refresh-cookie.ts';

/**
 * Ends the session of the access token, and forgets its cookie if there is one.
 *
 * @throws AppError `cross_site_request`, `user_required`
 */
export async function logout(ctx: FlowContext<UserActor>): Promise<null> {
  const cookie = ctx.request.cookies && refreshCookie(ctx);
  const { session_id: id } = ctx.actor;
  if (id === null) throw new AppError('user_required', { detail: 'There is no session to end' });
  await ctx.db.write((db) => revokeSession(db, { id }, ctx)).catch(ignoreEnded);
  cookie?.clear();
  return null;
}

/** Another call may have ended the session since this one came in: what was asked for is so. */
function ignoreEnded(error: unknown): void {
  if (!(error instanceof AppError && error.reason === 'unauthenticated')) throw error;
}

/**
 * Ends all sessions of the user, and forgets this browser's cookie.
 *
 * @throws AppError `cross_site_request`
 */
export async function logoutAll(ctx: FlowContext<UserActor>): Promise<null> {
  const cookie = ctx.request.cookies && refreshCookie(ctx);
  await ctx.db.write((db) => revokeAllSessions(db, ctx)).catch(ignoreEnded);
  cookie?.clear();
  return null;
}
