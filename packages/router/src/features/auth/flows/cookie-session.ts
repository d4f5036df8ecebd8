import type { FlowContext } from '../../../core/context.ts';
import { AppError } from '../../../core/errors.ts';
import { issueAccessToken } from '../../../credentials/access-token.ts';
import { findSessionToRead } from '../../session/queries.ts';
import type { AccessToken, Credentials, TokenPair } from '../schema.ts';
import { login } from './login.ts';
import { refresh } from './refresh.ts';
import { refreshCookie } from './refresh-cookie.ts';

/**
 * As `login`, with the refresh token in a cookie that scripts in the page cannot read.
 *
 * @throws AppError `cross_site_request`, and what `login` throws
 */
export async function startCookieSession(ctx: FlowContext, credentials: Credentials): Promise<AccessToken> {
  const cookie = refreshCookie(ctx);
  return keepIn(cookie, await login(ctx, credentials));
}

/**
 * As `refresh`, with the refresh token taken from the cookie and the next one put there.
 *
 * @throws AppError `cross_site_request`, `invalid_refresh_token`
 */
export async function refreshCookieSession(ctx: FlowContext): Promise<AccessToken> {
  const cookie = refreshCookie(ctx);
  return keepIn(cookie, await refresh(ctx, { refresh_token: cookie.get() }));
}

/** A page is rendered in less. */
const READ_FOR_SECONDS = 60;

/**
 * An access token that only reads. The cookie stays as it is: a server that renders a page for a browser has no way to
 * hand it the next one in time.
 *
 * @throws AppError `cross_site_request`, `invalid_refresh_token`
 */
export async function readCookieSession(ctx: FlowContext): Promise<AccessToken> {
  const refresh_token = refreshCookie(ctx).get();
  const claims = refresh_token ? await findSessionToRead(ctx.db.read, { refresh_token, at: ctx.at }) : null;
  if (!claims) throw new AppError('invalid_refresh_token');
  return issueAccessToken(ctx.settings, claims, { at: ctx.at, atMostSeconds: READ_FOR_SECONDS });
}

function keepIn(cookie: ReturnType<typeof refreshCookie>, { refresh_token, ...accessToken }: TokenPair): AccessToken {
  cookie.set(refresh_token);
  return accessToken;
}
