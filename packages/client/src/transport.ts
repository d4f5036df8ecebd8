import { httpBatchLink, httpLink } from '@trpc/client';
import { keyHeader } from './repeat-link.ts';
import type { OpenTransport } from './session-link.ts';
import type { AppRouter } from './trpc.ts';

/** The server that calls go to, and how. */
export type Server = {
  /** Without a slash at its end. */
  url: string;
  /** Whether calls that are made at one time share a request. */
  batch: boolean;
  fetch: ((url: string, init?: RequestInit) => Promise<Response>) | undefined;
};

/** The server refuses a batch of more calls than this. */
const MAX_CALLS = 10;

/** Servers and proxies refuse longer addresses; 8,000 bytes is what RFC 9110 asks them to take. */
const MAX_URL_LENGTH = 8_000;

/** Sends no cookies, so calls have nothing but their token. */
export function tokenTransport(server: Server): OpenTransport {
  return ({ accessToken }) => requests(server, { headers: authorization(accessToken) });
}

/**
 * Sends the cookies to another origin too. A call that changes the cookie goes on when the page is
 * left (`keepalive`): its answer must not get lost, because the old refresh token is used up.
 */
export function cookieTransport(server: Server): OpenTransport {
  return ({ accessToken, changesSession }) => {
    const kept = changesSession ? ({ keepalive: true } as const) : {};
    return requests(server, { headers: authorization(accessToken), init: { credentials: 'include', ...kept } });
  };
}

/** Sends the cookies that a browser has sent to us, on its behalf. */
export function forwardingTransport(server: Server, cookie: string): OpenTransport {
  return () => requests(server, { headers: { cookie } });
}

function authorization(accessToken: string | null): Record<string, string> {
  return accessToken === null ? {} : { authorization: `Bearer ${accessToken}` };
}

type Sent = { headers: Record<string, string>; init?: RequestInit };

function requests({ url, batch, fetch }: Server, { headers, init }: Sent) {
  const options = {
    url: `${url}/trpc`,
    // tRPC's own type of `init` is wider by undefined fields, which every fetch takes as left out.
    fetch: (address: unknown, given: unknown) =>
      (fetch ?? globalThis.fetch)(String(address), { ...(given as RequestInit), ...init }),
  };
  return batch
    ? httpBatchLink<AppRouter>({
        ...options,
        headers: ({ opList }) => ({ ...headers, ...keyHeader(opList) }),
        maxItems: MAX_CALLS,
        maxURLLength: MAX_URL_LENGTH,
      })
    : httpLink<AppRouter>({ ...options, headers: ({ op }) => ({ ...headers, ...keyHeader([op]) }) });
}
