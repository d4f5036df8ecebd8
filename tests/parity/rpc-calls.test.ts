// Over tRPC every call comes to the same, whether it goes straight to the procedure or through tRPC's own adapter.

import { listProcedures } from '@docket/router';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Case, cases } from './cases.ts';
import type { World } from './doors.ts';
import { makeTwins, rpcBatch, rpcCall, type Sent } from './rpc-twins.ts';

const types = new Map(listProcedures().map(({ name, type }) => [name, type]));
const twins = await makeTwins();

/** They take away what other cases need, so each is made in a world of its own. */
const unsettling = [
  ...['auth.register', 'auth.logout', 'auth.logoutAll', 'session.revoke'],
  ...['password.change', 'password.reset', 'user.delete', 'issue.delete'],
];

type Given = [procedure: string, one: Case];

const given: Given[] = Object.entries(cases).flatMap(([procedure, of]) => of.map((one): Given => [procedure, one]));
const isUnsettling = ([procedure, { gives }]: Given) => gives === 'ok' && unsettling.includes(procedure);

/** In an order in which none takes away what another one needs. */
const inOrder = given.filter((one) => !isUnsettling(one)).sort((one, other) => rankOf(one) - rankOf(other));

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

  test.each(given.filter(isUnsettling))('%s, in a world of its own, answers the same: %o', async (procedure, one) => {
    const apart = await makeTwins(onTestFinished);
    const call = withInput(one, (input) => rpcCall('mutation', procedure, input));
    expect(await apart(call)).toMatchObject({ status: 200, isDirect: true });
    expect(await apart(() => ({ path: '/trpc/user.me', as: 'ada' }))).toMatchObject({ isDirect: true });
    expect((await apart(call)).isDirect).toBe(true);
  });
});
