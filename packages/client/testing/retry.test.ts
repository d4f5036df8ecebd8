// Runs on sqlite: it tests what lies above the database.

import { serveWorld } from '@docket/kit/world';
import { afterAll, expect, test } from 'vitest';
import { createDocketClient, isDocketError, retryDelay, shouldRetry } from '../src/index.ts';

const { server, users } = await serveWorld(afterAll);

type Call = (docket: ReturnType<typeof createDocketClient>) => Promise<unknown>;

async function failureOf(call: Call, options: Partial<Parameters<typeof createDocketClient>[0]> = {}) {
  const docket = createDocketClient({ url: await server.listen(), ...options });
  return call(docket).then(
    () => undefined,
    (error: unknown) => error,
  );
}

const ada = async () => (await users.ada.caller.token.create({ name: 'a', scopes: ['issues:write'] })).token;

test.each<[number, string, Call]>([
  [401, 'unauthenticated', (docket) => docket.user.me.query()],
  [403, 'forbidden', (docket) => docket.archive.import.mutate({ source: 'github:a/b', labels: [], issues: [] })],
  [404, 'issue_not_found', (docket) => docket.issue.get.query({ id: '99' })],
  [422, 'validation_failed', (docket) => docket.issue.list.query({ size: 0 })],
])('C69: an answer with %i (%s) is not asked for again', async (httpStatus, code, call) => {
  const error = await failureOf(call, code === 'unauthenticated' ? {} : { token: await ada() });
  if (!isDocketError(error)) throw error;
  expect([error.data.httpStatus, shouldRetry(0, error)]).toEqual([httpStatus, false]);
});

/** A server that answers like this, in front of Docket. */
function answering(httpStatus: number, headers: Record<string, string>) {
  const data = { code: 'unavailable', httpStatus, path: 'user.me', request_id: null, errors: null };
  const body = JSON.stringify([{ error: { message: 'Later', code: -32603, data } }]);
  return { fetch: async () => new Response(body, { status: httpStatus, headers }) };
}

test.each([429, 503])(
  'C69: after %i a query is made again when the server says, unless that is long',
  async (status) => {
    const soon = await failureOf((docket) => docket.user.me.query(), answering(status, { 'retry-after': '7' }));
    expect([shouldRetry(0, soon), retryDelay(0, soon), retryDelay(2, soon)]).toEqual([true, 7_000, 7_000]);
    const late = await failureOf((docket) => docket.user.me.query(), answering(status, { 'retry-after': '31' }));
    expect(shouldRetry(0, late)).toBe(false);
    const silent = await failureOf((docket) => docket.user.me.query(), answering(status, {}));
    expect([shouldRetry(0, silent), retryDelay(0, silent)]).toEqual([true, 1_000]);
  },
);

test('C69: an error of the server itself is not asked for again', async () => {
  const error = await failureOf((docket) => docket.user.me.query(), answering(500, {}));
  expect(shouldRetry(0, error)).toBe(false);
});

test('C69: what got no answer is tried three times more, with longer and longer waits', async () => {
  const unreachable = await failureOf((docket) => docket.user.me.query(), { url: 'http://127.0.0.1:1' });
  const behindProxy = await failureOf((docket) => docket.user.me.query(), {
    fetch: async () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
  });
  for (const error of [unreachable, behindProxy]) {
    expect([0, 1, 2, 3].map((count) => shouldRetry(count, error))).toEqual([true, true, true, false]);
    expect([0, 1, 2].map((count) => retryDelay(count, error))).toEqual([1_000, 2_000, 4_000]);
  }
});

test('a call that was given up is not made again', async () => {
  for (const signal of [AbortSignal.abort(), AbortSignal.timeout(0)]) {
    const error = await failureOf((docket) => docket.user.me.query(undefined, { signal }));
    expect(shouldRetry(0, error)).toBe(false);
  }
});

test('C69: a limit that was reached says how long to wait', async () => {
  const limited = await serveWorld(undefined, { RATE_LIMIT_READS: '1' });
  const docket = createDocketClient({ url: await limited.server.listen() });
  const calls = [1, 2, 3].map(() => docket.user.me.query().catch((error: unknown) => error));
  const refused = (await Promise.all(calls)).find((error) => isDocketError(error) && error.data.httpStatus === 429);
  expect(retryDelay(0, refused)).toBeGreaterThan(1_000);
});
