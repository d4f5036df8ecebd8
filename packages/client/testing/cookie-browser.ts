import { TEST_PASSWORD } from '@docket/kit/docket';
import { createDocketClient } from '../src/index.ts';
import { type Fetch, receiveCalls } from './served-world.ts';

/**
 * The world behind a server, and what stands in for a browser: pages that have the one cookie, and a memory each.
 * Ada logged in on a page that is closed again.
 */
export async function openBrowser() {
  const { docket: served, url, clock, count, requests } = await receiveCalls();
  const cookies = new Map<string, string>();
  const openPage = (fetch: Fetch = globalThis.fetch) =>
    createDocketClient({ url, session: 'cookie', fetch: withCookies(cookies, fetch) });
  await openPage().auth.startSession.mutate({ username: 'ada', password: TEST_PASSWORD });
  requests.length = 0;
  return { openPage, cookies, url, requests, served, clock, count };
}

/** Sends the cookies along where the client asks for it, and keeps what the answer sets. */
function withCookies(cookies: Map<string, string>, fetch: Fetch): Fetch {
  return async (url, init) => {
    if (init?.credentials !== 'include') return fetch(url, init);
    const headers = new Headers(init.headers);
    headers.set('cookie', Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value) cookies.set(name, value);
      else cookies.delete(name);
    }
    return response;
  };
}
