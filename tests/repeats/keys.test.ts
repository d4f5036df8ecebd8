// What an Idempotency-Key does: H9.

import { createDocketClient } from '@docket/client';
import { allRows } from '@docket/kit/both-engines';
import { runSql } from '@docket/kit/database';
import { TEST_PASSWORD } from '@docket/kit/docket';
import { serveWorld } from '@docket/kit/world';
import { inProcessRequest, listProcedures } from '@docket/router';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { clearOut } from '../../packages/router/src/housekeeping.ts';
import { keyedCall } from '../../packages/router/src/procedures/idempotency.ts';

const world = await serveWorld(afterAll);
const { users, docket, server } = world;

beforeEach(world.restore);

const CRASH = { title: 'Crash on save', description: 'It crashes' };

type Given = { key?: string; token?: string; payload?: object };

function create({ key, token = users.ada.access_token, payload = CRASH }: Given) {
  const headers = key === undefined ? {} : { 'idempotency-key': key };
  return server.request({ method: 'POST', url: '/api/v1/issues', token, headers, payload });
}

async function issuesNow(): Promise<number> {
  return (await allRows(docket.database))['issue']?.length ?? 0;
}

test('of fifty requests at once with one key, one makes an issue and all answer with it', async () => {
  const before = await issuesNow();
  const answers = await Promise.all(Array.from({ length: 50 }, () => create({ key: 'fifty' })));
  expect(new Set(answers.map(({ statusCode, body }) => `${statusCode} ${body}`)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(49);
  expect(await issuesNow()).toBe(before + 1);
});

test('another request with the key is refused, and so is another call; nothing of it is done', async () => {
  await create({ key: 'k' });
  const before = await issuesNow();
  const other = await create({ key: 'k', payload: { ...CRASH, title: 'Another' } });
  expect([other.statusCode, other.json().code]).toEqual([422, 'idempotency_key_reused']);
  const url = '/api/v1/issues/1/comments';
  const headers = { 'idempotency-key': 'k' };
  const token = users.ada.access_token;
  const comment = await server.request({ method: 'POST', url, headers, token, payload: { body: 'It does' } });
  expect(comment.json().code).toBe('idempotency_key_reused');
  expect(await issuesNow()).toBe(before);
});

test('the order of fields makes no other request', async () => {
  const first = await create({ key: 'k', payload: { title: 'Crash on save', description: 'It crashes' } });
  const again = await create({ key: 'k', payload: { description: 'It crashes', title: 'Crash on save' } });
  expect([again.statusCode, again.body]).toEqual([201, first.body]);
});

test('the answer is the first one, whatever became of the issue since', async () => {
  const first = await create({ key: 'k' });
  await users.ada.caller.issue.update({ id: first.json().id, title: 'Renamed', status: 'closed' });
  expect((await create({ key: 'k' })).json()).toEqual(first.json());
});

test('an edit with If-Match is done once, and its repeat is no conflict with itself', async () => {
  const { id } = (await create({})).json();
  const token = users.ada.access_token;
  const url = `/api/v1/issues/${id}`;
  const { etag } = (await server.request({ method: 'GET', url, token })).headers;
  const edit = (key: string, tag = String(etag)) =>
    server.request({
      method: 'PATCH',
      url,
      token,
      headers: { 'idempotency-key': key, 'if-match': tag },
      payload: { title: 'Renamed' },
    });
  const first = await edit('k');
  const again = await edit('k');
  expect([again.statusCode, again.body, again.headers['etag']]).toEqual([200, first.body, first.headers['etag']]);
  expect((await edit('another')).statusCode).toBe(412);
  expect((await edit('k', '*')).json().code).toBe('idempotency_key_reused');
});

test('a call that failed leaves no trace, so the same key works when the reason is gone', async () => {
  const payload = { ...CRASH, labels: ['not yet'] };
  expect((await create({ key: 'k', payload })).statusCode).toBe(422);
  expect((await allRows(docket.database))['idempotency_key']).toEqual([]);
  await users.ada.caller.label.create({ name: 'not yet' });
  const made = await create({ key: 'k', payload });
  expect([made.statusCode, made.headers['idempotency-replayed']]).toEqual([201, undefined]);
});

test('a key is its owner’s: somebody else with the same one makes an issue of their own', async () => {
  const ada = await create({ key: 'k' });
  const bob = await create({ key: 'k', token: users.bob.access_token });
  expect(bob.statusCode).toBe(201);
  expect(bob.headers).not.toHaveProperty('idempotency-replayed');
  expect(bob.json().id).not.toBe(ada.json().id);
});

test('it is kept for a day, then it is a new one', async () => {
  const first = await create({ key: 'k' });
  docket.clock.advance(23 * 3_600_000);
  const fresh = await docket.caller('anonymous').auth.login({ username: 'ada', password: TEST_PASSWORD });
  expect((await create({ key: 'k', token: fresh.access_token })).json()).toEqual(first.json());
  docket.clock.advance(3_600_000);
  const later = await docket.caller('anonymous').auth.login({ username: 'ada', password: TEST_PASSWORD });
  const second = await create({ key: 'k', token: later.access_token });
  expect([second.statusCode, second.headers['idempotency-replayed']]).toEqual([201, undefined]);
  expect(second.json().id).not.toBe(first.json().id);
  expect((await create({ key: 'k', token: later.access_token })).json().id).toBe(second.json().id);

  docket.clock.advance(24 * 3_600_000);
  await clearOut(docket.database, docket.clock.now.toISOString());
  expect((await allRows(docket.database))['idempotency_key']).toEqual([]);
});

test.each([
  ['in quotation marks, as RFC 9651 has it', '"8e03978e"', '8e03978e'],
  ['with what is escaped in them', '"a\\"b\\\\c"', 'a"b\\c'],
  ['with a comma', 'a, b', '"a, b"'],
  ['of 255 characters', 'k'.repeat(255), 'k'.repeat(255)],
])('a key may be %s', async (_, key, same) => {
  const first = await create({ key });
  const again = await create({ key: same });
  expect([first.statusCode, again.statusCode, again.body]).toEqual([201, 201, first.body]);
});

test.each([
  ['empty', ''],
  ['too long', 'k'.repeat(256)],
  ['no ASCII', 'ü'],
  ['not printable', 'a\tb'],
])('a key that is %s is refused by name', async (_, key) => {
  const { statusCode, json } = await create({ key });
  expect([statusCode, json().errors?.[0]?.path]).toEqual([422, 'Idempotency-Key']);
});

test('an input that is nested beyond all measure is refused, not a fault', async () => {
  const deep = `{"title":"Crash on save","description":"It crashes","x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
  const headers = { 'idempotency-key': 'k', 'content-type': 'application/json' };
  const token = users.ada.access_token;
  const answer = await server.request({ method: 'POST', url: '/api/v1/issues', token, headers, payload: deep });
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'malformed_request']);
});

describe('a repeat is judged anew', () => {
  test('who may not call any more gets no answer that is kept', async () => {
    const url = '/api/v1/users';
    const headers = { 'idempotency-key': 'k' };
    const payload = { email: 'new@example.org', password: TEST_PASSWORD };
    const made = await server.request({ method: 'POST', url, token: users.root.access_token, headers, payload });
    expect(made.statusCode).toBe(201);
    await docket.caller({ system: 'test' }).user.update({ id: users.bob.user.id, role: 'admin' });
    await docket.caller({ system: 'test' }).user.update({ id: users.root.user.id, role: 'user' });
    const demoted = await docket.caller('anonymous').auth.login({ username: 'root', password: TEST_PASSWORD });
    const again = await server.request({ method: 'POST', url, token: demoted.access_token, headers, payload });
    expect(again.json().code).toBe('forbidden');
  });

  test('neither does a token that was revoked, nor one without the scope', async () => {
    await create({ key: 'k' });
    const reading = await users.ada.caller.token.create({ name: 'reads', scopes: ['issues:read'] });
    expect((await create({ key: 'k', token: reading.token })).json().code).toBe('insufficient_scope');
    const writing = await users.ada.caller.token.create({ name: 'writes', scopes: ['issues:write'] });
    expect((await create({ key: 'k', token: writing.token })).headers['idempotency-replayed']).toBe('true');
    await users.ada.caller.token.revoke({ id: writing.id });
    expect((await create({ key: 'k', token: writing.token })).json().code).toBe('unauthenticated');
  });

  test('neither does one that is revoked while the call is under way', async () => {
    const createUser = listProcedures().find(({ name }) => name === 'user.create');
    const input = () => ({ email: 'new@example.org', password: TEST_PASSWORD });
    const call = { input, signal: () => undefined, sentKey: { key: 'k' } };
    const { id, token } = await users.root.caller.token.create({ name: 'makes users', scopes: ['admin'] });
    const contextOf = () => docket.createContext({ access_token: token }, inProcessRequest());
    expect(await createUser?.run({ ctx: await contextOf(), ...call })).toMatchObject({ email: 'new@example.org' });
    const goOn = await createUser?.admit(await contextOf());
    await users.root.caller.token.revoke({ id });
    await expect(goOn?.(call)).rejects.toMatchObject({ reason: 'unauthenticated' });
  });
});

test('a password in a request cannot be guessed from what is kept of it without SECRET_KEY', async () => {
  const actor = { kind: 'system', name: 'test' } as const;
  const input = { email: 'new@example.org', password: TEST_PASSWORD };
  const call = { by: { actor, at: '' }, operationId: 'createUser', input, replay: () => undefined };
  const [kept, other] = ['one key', 'another'].map((secretKey) => keyedCall({ key: 'k' }, { ...call, secretKey }));
  expect(kept?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(kept?.fingerprint).not.toBe(other?.fingerprint);
});

test('of an answer in which a user is shown who was deleted, nothing is kept, and nothing is done again', async () => {
  const token = users.bob.access_token;
  const payload = { ...CRASH, assignees: ['ada'] };
  await create({ key: 'k', token, payload });
  await users.root.caller.user.delete({ id: users.ada.user.id });
  const before = await issuesNow();
  const again = await create({ key: 'k', token, payload });
  expect([again.statusCode, again.json().code]).toEqual([409, 'idempotency_answer_not_kept']);
  expect(await issuesNow()).toBe(before);
});

test('a call without a key asks the database nothing of keys', async () => {
  await runSql(docket.settings.DATABASE_URL, 'alter table idempotency_key rename to gone');
  try {
    expect((await create({})).statusCode).toBe(201);
  } finally {
    await runSql(docket.settings.DATABASE_URL, 'alter table gone rename to idempotency_key');
  }
});

test('REST and tRPC are two doors to one call: the key of one is that of the other', async () => {
  const first = await create({ key: 'k' });
  const client = createDocketClient({ url: await server.listen(), token: users.ada.access_token });
  expect(await client.issue.create.mutate(CRASH, { context: { idempotency_key: 'k' } })).toEqual(first.json());
});
