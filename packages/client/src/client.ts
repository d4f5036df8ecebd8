import { createTRPCClient, httpBatchLink } from '@trpc/client';
import type { AppRouter } from './generated/contract.ts';
import { memoryStore, Session, type SessionStore } from './session.ts';
import { type OpenTransport, sessionLink } from './session-link.ts';

/** The procedures of the API: `docket.issue.list.query({})`, `docket.issue.create.mutate({ … })`. */
export type DocketClient = ReturnType<typeof createTRPCClient<AppRouter>>;

export type DocketClientOptions = {
  /** The origin of the server, such as `http://localhost:8000`. */
  url: string;
  /** Where the session is kept. Default: in memory, for as long as the page or the process lives. */
  session?: SessionStore;
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
 */
export function createDocketClient({ url, session: store = memoryStore(), fetch }: DocketClientOptions): DocketClient {
  const openTransport: OpenTransport = (accessToken) =>
    httpBatchLink<AppRouter>({
      url: `${url.replace(/\/+$/, '')}/trpc`,
      maxItems: MAX_CALLS,
      maxURLLength: MAX_URL_LENGTH,
      headers: accessToken === null ? {} : { authorization: `Bearer ${accessToken}` },
      // tRPC's own type of `init` is wider by undefined fields, which every fetch takes as left out.
      ...(fetch && { fetch: (address, init) => fetch(String(address), init as RequestInit) }),
    });
  const anonymous = createTRPCClient<AppRouter>({ links: [openTransport(null)] });
  const session = new Session(store, (refresh_token) => anonymous.auth.refresh.mutate({ refresh_token }));
  return createTRPCClient<AppRouter>({ links: [sessionLink(session, openTransport)] });
}
