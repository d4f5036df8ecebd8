import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openTestDocket, TEST_PASSWORD } from '@docket/kit/docket';
import { appRouter, type Cookies, type Credentials, type Docket, inProcessRequest } from '@docket/router';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { onTestFinished } from 'vitest';
import {
  createDocketClient,
  type DocketClientOptions,
  isDocketError,
  type SessionStore,
  type StoredSession,
} from '../src/index.ts';
import { memoryStore } from '../src/token-session.ts';

/** After this an access token of a test has expired. */
export const TOKEN_LIFE_MS = 30 * 60 * 1000 + 1000;

export type Fetch = NonNullable<DocketClientOptions['fetch']>;

export type TestServer = {
  url: string;
  /** The requests that came in, such as `{ path: '/trpc/user.me,user.me', authorization: undefined }`. */
  requests: { path: string; authorization: string | undefined }[];
};

/** Serves a Docket to clients over HTTP until the test ends. */
export async function startServer(docket: Docket): Promise<TestServer> {
  const requests: TestServer['requests'] = [];
  const handler = createHTTPHandler({
    router: appRouter,
    basePath: '/trpc/',
    maxBatchSize: 10,
    createContext: ({ req, res }) =>
      docket.createContext(
        credentialsOf(req.headers.authorization),
        inProcessRequest({ cookies: cookiesOf(req, res) }),
      ),
  });
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    requests.push({ path, authorization: request.headers.authorization });
    handler(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests };
}

/** A server with the users ada and grace, and a client of it that ada is logged in with. */
export async function logIn(options: Partial<DocketClientOptions> & { session?: SessionStore } = {}) {
  const { testDocket, server, count } = await serveUsers();
  const store = options.session ?? memoryStore();
  const docket = createDocketClient({ url: server.url, ...options, session: store });
  await docket.auth.login.mutate({ username: 'ada', password: TEST_PASSWORD });
  server.requests.length = 0;
  return { docket, server, store, testDocket, clock: testDocket.clock, count };
}

/** A server with the users ada and grace. */
export async function serveUsers() {
  const testDocket = await openTestDocket();
  const server = await startServer(testDocket);
  await testDocket.createUser('ada');
  await testDocket.createUser('grace');
  /** How many calls of a procedure came in. */
  const count = (procedure: string) =>
    server.requests.flatMap(({ path }) => path.replace('/trpc/', '').split(',')).filter((name) => name === procedure)
      .length;
  return { testDocket, server, count };
}

/** The code of the error that a call fails with. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(() => 'no error').catch((reason: unknown) => reason);
  return isDocketError(error) ? error.data.code : String(error);
}

/** Makes the client believe that its access token has five seconds to live. */
export async function expireSoon(store: { get(): unknown; set(session: StoredSession): unknown }): Promise<void> {
  const session = (await store.get()) as StoredSession;
  await store.set({ ...session, expires_at: new Date(Date.now() + 5_000).toISOString() });
}

function credentialsOf(authorization: string | undefined): Credentials {
  return authorization ? { access_token: authorization.replace(/^Bearer /, '') } : 'anonymous';
}

function cookiesOf(request: IncomingMessage, response: ServerResponse): Cookies {
  const sent = new Map((request.headers.cookie ?? '').split('; ').map((pair) => splitOnce(pair)));
  return {
    get: (name) => sent.get(name),
    set: (name, value, maxAge) => {
      response.appendHeader('set-cookie', `${name}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict`);
    },
    clear: (name) => {
      response.appendHeader('set-cookie', `${name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict`);
    },
  };
}

function splitOnce(pair: string): [string, string] {
  const [name = '', ...value] = pair.split('=');
  return [name, value.join('=')];
}

/** Holds back the answers of one procedure until they are let go. */
export function holdBack(procedure: string) {
  const { promise: letGo, resolve: release } = Promise.withResolvers<void>();
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  const gate = { closed: false, arrived, release };
  const heldFetch = async (url: string, init?: RequestInit) => {
    const response = await fetch(url, init);
    if (gate.closed && url.includes(`/${procedure}?`)) {
      gate.closed = false;
      arrive();
      await letGo;
    }
    return response;
  };
  return { gate, fetch: heldFetch };
}
