// Over tRPC every call and every batch comes to the same, whether it goes straight to the procedure or through tRPC's own adapter.

import { listProcedures } from '@docket/router';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Case, cases } from './cases.ts';
import type { World } from './doors.ts';
import { makeTwins, rpcBatch, rpcCall, type Sent, type Twins } from './rpc-twins.ts';

const types = new Map(listProcedures().map(({ name, kind }) => [name, kind === 'query' ? 'query' : 'mutation']));
const twins = await makeTwins();
const asBob = (sent: Sent) => twins(() => ({ as: 'bob', ...sent }));

/** They take away what other cases need, so they come last, in an order in which none takes away what the next one needs. */
const unsettling = ['issue.delete', 'session.revoke', 'auth.logout', 'password.reset', 'user.delete'];

/** They need what others take away too, a session or a free name, so each is made in a world of its own. */
const apart = ['auth.register', 'auth.logoutAll', 'password.change'];

type Given = [procedure: string, one: Case];

const given: Given[] = Object.entries(cases).flatMap(([procedure, of]) => of.map((one): Given => [procedure, one]));
const succeeds = (among: string[]) =>
  among.flatMap((name) => given.filter(([procedure, { gives }]) => procedure === name && gives === 'ok'));
const isLate = (one: Given) => succeeds([...unsettling, ...apart]).includes(one);

/** In an order in which none takes away what another one needs. */
const inOrder = given.filter((one) => !isLate(one)).sort((one, other) => rankOf(one) - rankOf(other));

function rankOf([procedure, { gives }]: Given): number {
  if (gives !== 'ok' || types.get(procedure) === 'query') return 0;
  return procedure.endsWith('.delete') ? 2 : 1;
}

function withInput(one: Case, send: (input: unknown) => Sent) {
  return (world: World): Sent => {
    const input = typeof one.input === 'function' ? one.input(world) : one.input;
    const cookie = one.hasCookie === false ? {} : { cookie: `docket_refresh=${world.cookie}` };
    return { as: one.as, headers: cookie, ...send(input) };
  };
}

describe('every procedure', () => {
  test.each(inOrder)('%s answers the same: %o', async (procedure, one) => {
    const type = types.get(procedure) ?? '';
    // What changes nothing is sent again in the other ways that there are to send it.
    if (one.gives !== 'ok' || type === 'query') {
      const batched = await twins(withInput(one, (input) => rpcBatch(type, [[procedure, input]])));
      expect(batched.isDirect).toBe(true);
    }
    const { status, body, isDirect } = await twins(withInput(one, (input) => rpcCall(type, procedure, input)));
    if (one.gives === 'ok') expect(status).toBe(200);
    else expect(JSON.parse(body)).toMatchObject({ error: { data: { code: one.gives, path: procedure } } });
    expect(isDirect).toBe(true);
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

async function testUnsettling(send: Twins, [procedure, one]: Given): Promise<void> {
  const call = withInput(one, (input) => rpcCall('mutation', procedure, input));
  expect(await send(call)).toMatchObject({ status: 200, isDirect: true });
  expect(await send(() => ({ path: '/trpc/user.me', as: 'ada' }))).toMatchObject({ isDirect: true });
  expect((await send(call)).isDirect).toBe(true);
}

test.each(succeeds(unsettling))('%s, when all else is done, answers the same: %o', async (...one) => {
  await testUnsettling(twins, one);
});

test.each(succeeds(apart))('%s, in a world of its own, answers the same: %o', async (...one) => {
  await testUnsettling(await makeTwins(onTestFinished), one);
});
