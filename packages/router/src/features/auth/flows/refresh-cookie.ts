import type { FlowContext } from '../../../core/context.ts';
import { AppError } from '../../../core/errors.ts';

/** The cookie that holds a browser's refresh token. Its door puts `__Host-` and the port around the name. */
export const REFRESH_COOKIE = 'docket_refresh';

/**
 * The only way to the cookie. A browser sends it along whichever page makes it call, so a page of
 * another site is refused here: it could otherwise log its victim out, or in as somebody else.
 *
 * @throws AppError `cross_site_request`; `malformed_request` where there are no cookies
 */
export function refreshCookie({ request, settings }: Pick<FlowContext, 'request' | 'settings'>) {
  if (request.isCrossSite) throw new AppError('cross_site_request');
  const { cookies } = request;
  if (!cookies) throw new AppError('malformed_request', { detail: 'There are no cookies here: ask over HTTP' });
  return {
    get: () => cookies.get(REFRESH_COOKIE),
    set: (token: string) => cookies.set(REFRESH_COOKIE, token, settings.REFRESH_TOKEN_EXPIRE_DAYS * 24 * 60 * 60),
    clear: () => cookies.clear(REFRESH_COOKIE),
  };
}
