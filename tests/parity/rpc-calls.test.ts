// Runs on sqlite: it tests what lies above the database.

// Over tRPC every call and every batch comes to the same, whether it goes straight to the procedure or through tRPC's own adapter.

import type { ServedWorld } from '@docket/kit/world';
import { isRpc, listProcedures } from '@docket/router';
import { describe, expect, test } from 'vitest';
import { type Case, casesOf, inputOf, rows } from '../cases/index.ts';
import { makeTwins, rpcBatch, rpcCall, type Sent } from './rpc-twins.ts';

const types = new Map(
  listProcedures()
    .filter((one) => isRpc(one) && one.kind !== 'feed')
    .map(({ name, kind }) => [name, kind === 'query' ? 'query' : 'mutation']),
);
const { send: twins, restore } = await makeTwins();
const asBob = (sent: Sent) => twins(() => ({ as: 'bob', ...sent }));

const given = Object.entries(rows).flatMap(([procedure, row]) =>
  types.has(procedure) ? casesOf(row).map((one) => [procedure, one] as const) : [],
);

function withInput(one: Case, send: (input: unknown) => Sent) {
  return (world: ServedWorld): Sent => {
    const cookie = one.hasCookie === false ? {} : { cookie: `docket_refresh=${world.cookie}` };
    return { as: one.as, headers: cookie, ...send(inputOf(one, world)) };
  };
}

describe('every procedure', () => {
  test.each(given)('%s answers the same: %o', async (procedure, one) => {
    await restore();
    const type = types.get(procedure) ?? '';
    const alone = withInput(one, (input) => rpcCall(type, procedure, input));
    const { status, body, isDirect } = await twins(alone);
    if (one.code) expect(JSON.parse(body)).toMatchObject({ error: { data: { code: one.code, path: procedure } } });
    else expect(status).toBe(200);
    expect(isDirect).toBe(true);
    // What comes after it, and again: a session may have ended, or a name be taken.
    expect((await twins(() => ({ path: '/trpc/user.me', as: 'ada' }))).isDirect).toBe(true);
    expect((await twins(withInput(one, (input) => rpcBatch(type, [[procedure, input]])))).isDirect).toBe(true);
  });

  test.each([...types])('%s refuses the same callers and methods', async (procedure, type) => {
    for (const as of ['robot', 'nonsense', 'anonymous'] as const) {
      expect((await twins(() => ({ ...rpcCall(type, procedure, {}), as }))).isDirect).toBe(true);
    }
    const wrong = type === 'query' ? 'POST' : 'GET';
    for (const method of [wrong, 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const body = method === 'GET' || method === 'HEAD' ? {} : { body: '{}' };
      expect((await twins(() => ({ method, path: `/trpc/${procedure}`, ...body }))).isDirect).toBe(false);
    }
  });
});

test.each([
  ['of successes', 200, [['user.me'], ['issue.get', { id: '1' }], ['label.list', {}]]],
  ['of one', 200, [['user.me']]],
  ['of ten', 200, Array(10).fill(['user.me'])],
  ['of the same error', 404, Array(3).fill(['issue.get', { id: '99' }])],
  [
    'of different errors',
    207,
    [
      ['issue.get', { id: '99' }],
      ['issue.get', { id: '%' }],
    ],
  ],
  ['of a success and errors', 207, [['user.me'], ['issue.get', { id: '99' }], ['issue.get']]],
] as [string, number, [string, unknown?][]][])(
  'a batch %s is answered directly with %i',
  async (_of, status, calls) => {
    expect(await asBob(rpcBatch('query', calls))).toMatchObject({ status, isDirect: true });
  },
);

test('a batch of mutations has its effects in order, beside those that fail', async () => {
  await restore();
  const bug = { title: 'Leak', description: 'It leaks' };
  const sent = rpcBatch('mutation', [
    ['issue.create', bug],
    ['issue.create', { ...bug, title: '' }],
    ['label.create', { name: 'new' }],
    ['label.create', { name: 'new' }],
    ['issue.create', { ...bug, labels: ['new'] }],
    ['issue.delete', { id: '1' }],
  ]);
  expect(await asBob(sent)).toMatchObject({ status: 207, isDirect: true });
  expect(await asBob(rpcCall('query', 'issue.list', {}))).toMatchObject({ status: 200, isDirect: true });
});

test('a refusal for too many guesses says when to come back, also within a batch', async () => {
  const guess = { username: 'eleventh', password: 'wrong' }; // a name that no other test has guessed at
  await asBob(rpcBatch('mutation', Array(10).fill(['auth.login', guess])));
  await asBob(rpcBatch('mutation', Array(10).fill(['auth.login', guess])));
  const last = await asBob(
    rpcBatch('mutation', [
      ['auth.login', guess],
      ['label.create', { name: 'later' }],
    ]),
  );
  expect(last).toMatchObject({ status: 207, isDirect: true, headers: { 'retry-after': expect.any(String) } });
});
