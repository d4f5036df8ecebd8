import { createTRPCClient, httpBatchLink, type TRPCLink } from '@trpc/client';
import { cookieSession } from './cookie-session.ts';
import type { AppRouter } from './generated/contract.ts';
import { type OpenTransport, sessionLink } from './session-link.ts';
import { memoryStore, type SessionStore, tokenSession } from './token-session.ts';

/** The procedures of the API: `docket.issue.list.query({})`, `docket.issue.create.mutate({ … })`. */
export type DocketClient = ReturnType<typeof createTRPCClient<AppRouter>>;

export type DocketClientOptions = {
  /** The origin of the server, such as `http://localhost:8000`. */
  url: string;
  /**
   * Where the session is kept. Default: in memory, for as long as the page or the process lives.
   * `'cookie'`, for pages: in an HttpOnly cookie of the server, which no script can read.
   */
  session?: SessionStore | 'cookie';
  /** An API token (`dkt_…`), which every call then carries, whatever `session` says. For scripts, not for pages. */
  token?: string;
  /** Stands in for the global `fetch`. */
  fetch?: (url: string, init?: RequestInit) => Promise<Response>;
};

/** The server refuses a batch of more calls than this. */
const MAX_CALLS = 10;

/** Servers and proxies refuse longer addresses; 8,000 bytes is what RFC 9110 asks them to take. */
const MAX_URL_LENGTH = 8_000;

/**
 * A typed client with a session of its own. `auth.login` begins the session and `auth.logout` ends
 * it; in between, each call carries the access token, which is renewed when it expires. When the
 * server refuses to renew it, the session is over and calls fail with `unauthenticated`.
 *
 * With `session: 'cookie'` it is `auth.startSession` that begins the session; the first call of a
 * page takes up the session of the cookie, if there is one, and other tabs have it too.
 *
 * With a `token` there is no session: calls that need one fail with `session_required`.
 */
export function createDocketClient(options: DocketClientOptions): DocketClient {
  const { url, session: given = memoryStore(), token, fetch } = options;
  const server = { url: url.replace(/\/+$/, ''), fetch };
  if (token !== undefined) return client(tokenTransport(server)({ accessToken: token, changesSession: false }));
  if (given === 'cookie') {
    const openTransport = cookieTransport(server);
    const anonymous = client(openTransport({ accessToken: null, changesSession: true }));
    const mode = cookieSession(server.url, () => anonymous.auth.refreshSession.mutate());
    return client(sessionLink(mode, openTransport));
  }
  const openTransport = tokenTransport(server);
  const anonymous = client(openTransport({ accessToken: null, changesSession: true }));
  const mode = tokenSession(given, (refresh_token) => anonymous.auth.refresh.mutate({ refresh_token }));
  return client(sessionLink(mode, openTransport));
}

function client(link: TRPCLink<AppRouter>): DocketClient {
  return createTRPCClient<AppRouter>({ links: [link] });
}

type Server = Pick<DocketClientOptions, 'url'> & { fetch: DocketClientOptions['fetch'] | undefined };

function tokenTransport({ url, fetch }: Server): OpenTransport {
  return ({ accessToken }) =>
    httpBatchLink<AppRouter>({
      ...batches(url, accessToken),
      // tRPC's own type of `init` is wider by undefined fields, which every fetch takes as left out.
      ...(fetch && { fetch: (address, init) => fetch(String(address), init as RequestInit) }),
    });
}

/**
 * Sends the cookies to another origin too. A call that changes the cookie goes on when the page is
 * left (`keepalive`): its answer must not get lost, because the old refresh token is used up.
 */
function cookieTransport({ url, fetch }: Server): OpenTransport {
  return ({ accessToken, changesSession }) =>
    httpBatchLink<AppRouter>({
      ...batches(url, accessToken),
      fetch: (address, init) => {
        const send = fetch ?? globalThis.fetch;
        const options = { ...(init as RequestInit), credentials: 'include' } as const;
        return send(String(address), changesSession ? { ...options, keepalive: true } : options);
      },
    });
}

function batches(url: string, accessToken: string | null) {
  return {
    url: `${url}/trpc`,
    maxItems: MAX_CALLS,
    maxURLLength: MAX_URL_LENGTH,
    headers: accessToken === null ? {} : { authorization: `Bearer ${accessToken}` },
  };
}
