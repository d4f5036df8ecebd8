import type { Context, UserContext } from '../../../core/context.ts';
import { AppError } from '../../../core/errors.ts';
import { issueAccessToken } from '../../../credentials/access-token.ts';
import { hashingPool } from '../../../credentials/hashing-pool.ts';
import { hashNewPassword } from '../../../credentials/password-policy.ts';
import { checkPassword, renewHash } from '../../../credentials/passwords.ts';
import { addToOutbox } from '../../../outbox/messages.ts';
import {
  createSession,
  revokeAllSessions,
  revokeSession,
  rotateRefreshToken,
  type SessionGrant,
} from '../../session/commands.ts';
import { createUser } from '../../user/commands.ts';
import { findUserByLogin, type UserRow } from '../../user/queries.ts';
import type { RegisterUser, User } from '../../user/schema.ts';
import type { AccessToken, Credentials, TokenPair } from '../schema.ts';
import { refreshCookie } from './refresh-cookie.ts';

// Logging in takes three steps that do not belong in one transaction: hashing (slow), writing,
// and signing. These functions run them in order.

/** @throws AppError `registration_closed`, `rate_limited`, `email_taken`, `username_taken`, and what `hashNewPassword` throws */
export async function register(ctx: Context, { password, ...input }: RegisterUser): Promise<User> {
  if (ctx.settings.REGISTRATION === 'closed') throw new AppError('registration_closed');
  hashingPool.requireRoom(); // before anything is counted: who is refused for this has not had a try
  await ctx.limits.countSignup(ctx);
  const password_hash = await hashNewPassword(ctx.settings, { field: 'password', password, personal: [input] });
  return ctx.db.write(async (db) => {
    const user = await createUser(db, ctx, { ...input, password_hash, role: 'user' });
    await addToOutbox(db, { kind: 'mail.welcome', payload: { user_id: user.id }, at: ctx.at });
    return user;
  });
}

/** @throws AppError `invalid_credentials`, `login_inactive`, `rate_limited`, `unavailable` */
export async function login(ctx: Context, credentials: Credentials): Promise<TokenPair> {
  const { settings, at, request } = ctx;
  const { username, password } = credentials;
  hashingPool.requireRoom();
  const found = await findUserByLogin(ctx.db.read, username);
  const user = await ctx.limits.guardPassword(ctx, {
    name: username,
    user_id: found?.id,
    check: () => requirePassword(found, { password, cost: settings.BCRYPT_COST }),
  });
  const rehashed = await renewHash(password, { hash: user.password_hash, cost: settings.BCRYPT_COST });
  const grant = await ctx.db.write((db) => createSession(db, { at, settings, request, user, rehashed }));
  return grant ? tokenPair(ctx, grant) : login(ctx, credentials); // the account changed: check it anew
}

type Attempt = { password: string; cost: number };

/**
 * An unknown user, an account without a password and a wrong password take the same time, and get
 * the same answer; that a user is inactive is told only after the right password.
 */
async function requirePassword(
  user: UserRow | undefined,
  { password, cost }: Attempt,
): Promise<UserRow & { password_hash: string }> {
  const hash = user?.password_hash ?? null;
  const matches = await checkPassword(password, { hash, cost });
  if (!user || hash === null || !matches) throw new AppError('invalid_credentials');
  if (user.deactivated_at) throw new AppError('login_inactive');
  return { ...user, password_hash: hash };
}

/** @throws AppError `invalid_refresh_token` */
export async function refresh(ctx: Context, refresh_token: string | undefined): Promise<TokenPair> {
  const { settings, at } = ctx;
  const grant = refresh_token
    ? await ctx.db.write((db) => rotateRefreshToken(db, { at, settings, refresh_token }))
    : null;
  if (!grant) throw new AppError('invalid_refresh_token');
  return tokenPair(ctx, grant);
}

/**
 * Ends the session of the access token, and forgets its cookie if there is one.
 *
 * @throws AppError `cross_site_request`, `user_required`
 */
export async function logout(ctx: UserContext): Promise<null> {
  const cookie = refreshCookie(ctx);
  const { session_id: id } = ctx.actor;
  if (id === null) throw new AppError('user_required', { detail: 'There is no session to end' });
  await ctx.db.write((db) => revokeSession(db, ctx, { id })).catch(ignoreEnded);
  cookie.clear();
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
export async function logoutAll(ctx: UserContext): Promise<null> {
  const cookie = refreshCookie(ctx);
  await ctx.db.write((db) => revokeAllSessions(db, ctx)).catch(ignoreEnded);
  cookie.clear();
  return null;
}

/**
 * As `login`, with the refresh token in a cookie that scripts in the page can not read.
 *
 * @throws AppError `cross_site_request`, and what `login` throws
 */
export async function startCookieSession(ctx: Context, credentials: Credentials): Promise<AccessToken> {
  const cookie = refreshCookie(ctx);
  return keepIn(cookie, await login(ctx, credentials));
}

/**
 * As `refresh`, with the refresh token taken from the cookie and the next one put there.
 *
 * @throws AppError `cross_site_request`, `invalid_refresh_token`
 */
export async function refreshCookieSession(ctx: Context): Promise<AccessToken> {
  const cookie = refreshCookie(ctx);
  return keepIn(cookie, await refresh(ctx, cookie.get()));
}

function keepIn(cookie: ReturnType<typeof refreshCookie>, { refresh_token, ...accessToken }: TokenPair): AccessToken {
  cookie.set(refresh_token);
  return accessToken;
}

async function tokenPair(ctx: Context, grant: SessionGrant): Promise<TokenPair> {
  return { ...(await issueAccessToken(ctx.settings, grant, ctx.at)), refresh_token: grant.refresh_token };
}
