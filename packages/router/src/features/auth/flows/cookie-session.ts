import type { Context } from '../../../core/context.ts';
import type { AccessToken, Credentials, TokenPair } from '../schema.ts';
import { login } from './login.ts';
import { refresh } from './refresh.ts';
import { refreshCookie } from './refresh-cookie.ts';

/**
 * As `login`, with the refresh token in a cookie that scripts in the page cannot read.
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
  return keepIn(cookie, await refresh(ctx, { refresh_token: cookie.get() }));
}

function keepIn(cookie: ReturnType<typeof refreshCookie>, { refresh_token, ...accessToken }: TokenPair): AccessToken {
  cookie.set(refresh_token);
  return accessToken;
}
