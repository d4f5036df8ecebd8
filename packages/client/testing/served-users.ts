import { TEST_PASSWORD, type TestDocket } from '@docket/kit/docket';
import { openTestServer } from '@docket/kit/server';
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

/** The server, listening until the test ends, and a list of the calls over tRPC that came in. */
export async function startServer(): Promise<TestServer & { testDocket: TestDocket }> {
  const { app, docket, listen } = await openTestServer();
  const requests: TestServer['requests'] = [];
  app.addHook('onRequest', (request, _reply, done) => {
    const [path = ''] = request.url.split('?');
    if (path.startsWith('/trpc/')) requests.push({ path, authorization: request.headers.authorization });
    done();
  });
  return { url: await listen(), requests, testDocket: docket };
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
  const { testDocket, ...server } = await startServer();
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
