// Runs on sqlite, and on both with WALKS=long: it walks many procedures by one rule.

// What else could tell of a private project: repeats, conditions, methods that only ask, batches, and who is assigned.

import { refusalOf } from '@docket/kit/docket';
import { serveWorld } from '@docket/kit/world';
import { API_PREFIX, restBindings } from '@docket/rest';
import { afterAll, describe, expect, test } from 'vitest';
import { observer, unlimited } from './asking.ts';
import { hideProject, leaksIn } from './hidden.ts';

const world = await serveWorld(afterAll, unlimited, observer);
const manager = await world.docket.createUser('manager');
const hidden = await hideProject(world, manager);
await world.keep();
const { ada, bob } = world.users;

type Sent = {
  method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PATCH' | 'DELETE';
  url: string;
  payload?: object;
  headers?: Record<string, string>;
};

/** What Ada, who was in the project once, gets. */
async function sent({ payload, ...request }: Sent, token = ada.access_token) {
  const type = payload && { 'content-type': 'application/json' };
  const answer = await world.server.app.inject({
    ...request,
    headers: { authorization: `Bearer ${token}`, ...type, ...request.headers },
    ...(payload && { payload: JSON.stringify(payload) }),
  });
  const { date: _, 'x-request-id': _id, 'x-process-time': _time, ...fields } = answer.headers;
  return { status: answer.statusCode, fields, body: answer.body.replace(/,"request_id":"[^"]+"/, '') };
}

test('shows all of it to who is in it, so that the walks look for what can be found', async () => {
  await world.restore();
  const { caller } = manager;
  const shown = [
    await caller.project.list({}),
    await caller.issue.list({}),
    await caller.event.list({}),
    await caller.comment.list({ issue_id: 'ZANZI-1' }),
  ];
  for (const one of shown) expect(leaksIn(one, hidden)).not.toEqual([]);
  expect(await caller.issue.get({ id: 'zanza-60' })).toMatchObject({ key: 'ZANZI-1' });
});

const addresses = [...new Set(restBindings().map(({ path }) => path))].filter((path) => path.includes('{'));

describe.each(['HEAD', 'OPTIONS', 'GET', 'DELETE'] as const)('%s', (method) => {
  test.each(addresses)('of %s is the same for what is hidden and what is not there', async (path) => {
    for (const { hidden: there, absent } of hidden.probes) {
      const ask = async (one: string) => {
        const { body, ...answer } = await sent({
          method,
          url: path.replace(/\{\w+\}/, one).replaceAll(/\{\w+\}/g, 'ada'),
        });
        return { ...answer, body: body.replaceAll(one, 'IT') };
      };
      expect(await ask(there), there).toEqual(await ask(absent));
    }
  });
});

test.each(['"made-up"', '*', 'W/"1"'])('compares nothing with the entity tag %s', async (tag) => {
  for (const field of ['if-match', 'if-none-match']) {
    for (const [method, more] of [
      ['GET', {}],
      ['PATCH', { payload: { title: 'Mine now', version: 1 } }],
      ['DELETE', {}],
    ] as const) {
      const ask = async (key: string) => {
        const { body, ...answer } = await sent({
          method,
          url: `${API_PREFIX}/issues/${key}`,
          headers: { [field]: tag },
          ...more,
        });
        return { ...answer, body: body.replaceAll(key, 'IT') };
      };
      expect(await ask('ZANZI-1')).toEqual(await ask('NADIR-1'));
    }
  }
});

test('answers a batch with one of its issues as one with an issue that is not there', async () => {
  const ask = async (key: string) => {
    const input = encodeURIComponent(JSON.stringify({ 0: { id: '1' }, 1: { id: key } }));
    const { body, ...answer } = await sent({ method: 'GET', url: `/trpc/issue.get,issue.get?batch=1&input=${input}` });
    return { ...answer, body: body.replaceAll(key, 'IT').replaceAll(/,?"request_id":"[^"]+"/g, '') };
  };
  expect(await ask('ZANZI-1')).toEqual(await ask('NADIR-1'));
});

describe('a repeat', () => {
  test('of a member who is not in the project any more shows nothing, does nothing, and answers again when back', async () => {
    await world.restore();
    const add = () => manager.caller.project.addMember({ project: 'ZANZI', user: 'ada' });
    const remove = () => manager.caller.project.removeMember({ project: 'ZANZI', user_id: ada.user.id });
    await add();
    const calls: Sent[] = [
      {
        method: 'POST',
        url: `${API_PREFIX}/issues`,
        payload: { title: 'Zanzibar', description: 'Zanzibar', project: 'ZANZI' },
      },
      { method: 'PATCH', url: `${API_PREFIX}/issues/ZANZI-1`, payload: { title: 'Zanzibar now' } },
      { method: 'POST', url: `${API_PREFIX}/issues/ZANZI-1/comments`, payload: { body: 'Zanzibar' } },
    ];
    const all = () =>
      Promise.all(calls.map((call, at) => sent({ ...call, headers: { 'idempotency-key': `key-${at}` } })));
    const first = await all();
    expect(first.map(({ status }) => status)).toEqual([201, 200, 201]);
    await remove();
    const { total } = await manager.caller.issue.list({});
    for (const { status, body, fields } of await all()) {
      expect([status, JSON.parse(body).code]).toEqual([409, 'idempotency_answer_not_kept']);
      expect(leaksIn([body.replaceAll(/"instance":"[^"]+"/g, ''), fields], hidden)).toEqual([]);
    }
    expect((await manager.caller.issue.list({})).total).toBe(total);
    await add();
    expect((await all()).map(({ body }) => body)).toEqual(first.map(({ body }) => body));
  });
});

test('assigns to nobody who does not see the project, and leaves those who did', async () => {
  await world.restore();
  const { caller } = manager;
  const refusal = await refusalOf(caller.issue.update({ id: 'ZANZI-1', assignees: ['ada', 'bob'] }));
  expect(refusal.errors).toMatchObject([{ path: 'assignees.1', code: 'no_member' }]);
  const made = caller.issue.create({
    title: 'Zanzibar',
    description: 'Zanzibar',
    project: 'ZANZI',
    assignees: ['bob'],
  });
  expect((await refusalOf(made)).errors).toMatchObject([{ path: 'assignees.0', code: 'no_member' }]);
  await caller.issue.update({ id: 'ZANZI-1', assignees: ['ada', 'root'] });
  await caller.project.addMember({ project: 'ZANZI', user: 'bob', role: 'viewer' });
  const { assignees } = await caller.issue.update({ id: 'ZANZI-1', assignees: ['bob'] });
  expect(assignees).toMatchObject([{ id: bob.user.id }]);
  const moving = await caller.issue.create({ title: 'Moves', description: 'there', assignees: ['ada', 'root'] });
  const moved = await caller.issue.update({ id: moving.id, project: 'ZANZI' });
  expect(moved.assignees).toMatchObject([{ id: world.users.root.user.id }]);
});
