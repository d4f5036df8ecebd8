import { createTRPCClient, type TRPCLink } from '@trpc/client';
import { abortLink } from './abort-link.ts';
import { borrowedSession } from './borrowed-session.ts';
import { cookieSession } from './cookie-session.ts';
import { openHttpFeed } from './feed.ts';
import type { DocketClient } from './generated/contract.ts';
import { positionLink } from './position-link.ts';
import type { OnPosition } from './procedures.ts';
import { repeatLink } from './repeat-link.ts';
import { rememberServer, type WithToken } from './rest.ts';
import { type LiveSession, Session, type SessionMode } from './session.ts';
import { inSession, type OpenTransport, sessionLink } from './session-link.ts';
import { openSocketFeed, openSockets, socketTransport } from './socket-link.ts';
import { type Open, subscriptionLink } from './subscription-link.ts';
import { memoryStore, type SessionStore, tokenSession } from './token-session.ts';
import { cookieTransport, forwardingTransport, type Server, tokenTransport } from './transport.ts';
import type { AppRouter } from './trpc.ts';

/**
 * A link of tRPC, such as `loggerLink()`: what @trpc/client calls `TRPCLink`. That type is left out of ours, because
 * it needs those of Node.
 */
export type DocketLink = (runtime: never) => (call: never) => unknown;

export type DocketClientOptions = {
  /** The address of the server, such as `http://localhost:8000` or `https://example.org/docket`. */
  url: string;
  /**
   * Where the session is kept. Default: in memory, for as long as the page or the process lives.
   * `'cookie'`, for pages: in an HttpOnly cookie of the server, which no script can read.
   * `{ cookie }`, for rendering a page on a server: reads as the user of the browser that sent this Cookie header, and
   * leaves its session alone. One client for each request.
   */
  session?: SessionStore | 'cookie' | { cookie: string | undefined };
  /** An API token (`dkt_…`), which every call then carries, whatever `session` says. For scripts, not for pages. */
  token?: string;
  /** Whether calls that are made at one time share a request. Default: true. */
  batch?: boolean;
  /**
   * What calls go over. `'websocket'`: all calls and subscriptions share one connection, which is opened with the first and
   * closed soon after the last; what begins, renews or ends a session goes over HTTP. Default: `'http'`.
   */
  transport?: 'http' | 'websocket';
  /** Links that each call passes before ours, the first one first. What the client asks for its session passes none. */
  links?: readonly DocketLink[];
  /**
   * Is told of each mutation that worked, before its caller gets the answer: whoever has read the events up to this
   * position has seen what it did. With `{ context: { onPosition } }` one call has its own.
   */
  onPosition?: OnPosition;
  /** Stands in for the global `fetch`. */
  fetch?: (url: string, init?: RequestInit) => Promise<Response>;
};

/**
 * A typed client with a session of its own. `auth.login` begins the session and `auth.logout` ends
 * it; in between, each call carries the access token, which is renewed when it expires. When the
 * server refuses to renew it, the session is over and calls fail with `unauthenticated`.
 *
 * With `session: 'cookie'` it is `auth.startSession` that begins the session; the first call of a
 * page takes up the session of the cookie, if there is one, and other tabs have it too.
 *
 * Mutations carry an Idempotency-Key. When the answer to one is lost, it is made once more, after a second, and done once.
 *
 * With a `token` there is no session: calls that need one fail with `session_required`.
 */
export function createDocketClient(options: DocketClientOptions): DocketClient {
  const { url, batch = true, fetch, links = [], onPosition, transport = 'http' } = options;
  const server = { url: url.replace(/\/+$/, ''), batch, fetch };
  const first = links as unknown as readonly TRPCLink<AppRouter>[]; // see DocketLink
  const sockets = transport === 'websocket' ? openSockets(server.url) : undefined;
  const over = (http: OpenTransport) => (sockets ? socketTransport(sockets, http) : http);
  const { link, withToken } = callsOf(server, options, over);
  const openFeed: Open = (opening) => (sockets ? openSocketFeed(sockets, opening) : openHttpFeed(server, opening));
  const calls = [positionLink(onPosition), repeatLink, subscriptionLink(openFeed, withToken), link];
  const docket = client([abortLink, ...first, ...calls]);
  rememberServer(docket, { server, withToken });
  return docket;
}

type Calls = { link: TRPCLink<AppRouter>; withToken: WithToken };

/** The link that makes the calls, and what else is done with their tokens. */
function callsOf(
  server: Server,
  { session = memoryStore(), token }: DocketClientOptions,
  over: (http: OpenTransport) => OpenTransport,
): Calls {
  const open = tokenTransport(server);
  if (token !== undefined) {
    return { link: over(open)({ accessToken: token, changesSession: false }), withToken: (send) => send(token) };
  }
  if (session === 'cookie') {
    const withCookies = cookieTransport(server);
    const mode = cookieSession(server.url, () => anonymous(withCookies).auth.refreshSession.mutate());
    return callsIn(mode, over(withCookies));
  }
  if ('cookie' in session) {
    const { cookie } = session;
    const mode = borrowedSession(cookie, (sent) =>
      anonymous(forwardingTransport(server, sent)).auth.readSession.mutate(),
    );
    return callsIn(mode, over(open));
  }
  const mode = tokenSession(session, (refresh_token) => anonymous(open).auth.refresh.mutate({ refresh_token }));
  return callsIn(mode, over(open));
}

function callsIn<Kept extends LiveSession>(mode: SessionMode<Kept>, open: OpenTransport): Calls {
  const session = new Session(mode);
  return { link: sessionLink(mode, session, open), withToken: (send) => inSession(session, send) };
}

/** What the client asks for its session. */
function anonymous(open: OpenTransport): DocketClient {
  return client([open({ accessToken: null, changesSession: true })]);
}

function client(links: TRPCLink<AppRouter>[]): DocketClient {
  return createTRPCClient<AppRouter>({ links }) as DocketClient;
}
