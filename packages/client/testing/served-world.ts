import { TEST_PASSWORD } from '@docket/kit/docket';
import { serveWorld } from '@docket/kit/world';
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

/** Such as `{ path: '/trpc/user.me,user.me', authorization: undefined }`. */
type Received = { path: string; authorization: string | undefined };

/** The world behind a server that listens, and the requests that come in. It ends with the test. */
export async function receiveCalls() {
  const world = await serveWorld();
  const { app } = world.server;
  const url = await world.server.listen();
  const requests: Received[] = [];
  app.server.on('request', ({ url: target = '', headers }) => {
    const [path = ''] = target.split('?');
    requests.push({ path, authorization: headers.authorization });
  });
  /** How many calls of a procedure came in. */
  const count = (procedure: string) =>
    requests.flatMap(({ path }) => path.replace('/trpc/', '').split(',')).filter((name) => name === procedure).length;
  return { ...world, clock: world.docket.clock, url, requests, count };
}

/** The same, and a client that Ada is logged in with. */
export async function logIn(options: Partial<DocketClientOptions> & { session?: SessionStore } = {}) {
  const { docket: served, ...world } = await receiveCalls();
  const store = options.session ?? memoryStore();
  const docket = createDocketClient({ url: world.url, ...options, session: store });
  await docket.auth.login.mutate({ username: 'ada', password: TEST_PASSWORD });
  world.requests.length = 0;
  return { ...world, served, docket, store };
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
