// Runs on sqlite, and on both with WALKS=long: it walks many procedures by one rule.

// H8, I13: every update of what has a version is held to the same, a procedure that is added later too. What its first
// case changes, somebody else changes first; then comes an edit that was made from the state before.

import { serveWorld } from '@docket/kit/world';
import { type Binding, restBindings } from '@docket/rest';
import { listProcedures, type ProcedureInfo } from '@docket/router';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { inputOf, rows } from '../cases/index.ts';
import { at, type Door, throughCaller, throughClient, throughCommand, throughRest } from './doors.ts';

const world = await serveWorld(afterAll);

type Request = Parameters<typeof world.server.request>[0];

type Fields = Record<string, unknown> & { version: number };

/** The fields of a schema. */
const fieldsOf = (schema: unknown) => Object.keys((schema as { shape?: object } | undefined)?.shape ?? {});

const isVersioned = ({ output }: ProcedureInfo) => fieldsOf(output).includes('version');
const updates = listProcedures().filter((one) => /^(PATCH|PUT) /.test(one.route) && isVersioned(one));
const bindings = restBindings();

test('there are updates to walk, and each takes the version that its caller saw', () => {
  expect(updates.map(({ name }) => name)).toEqual(expect.arrayContaining(['issue.update', 'comment.update']));
  for (const { name, input } of updates) expect(fieldsOf(input), name).toContain('version');
});

describe.each(updates.map((procedure) => [procedure.name, procedure] as const))('%s', (name, { route, input }) => {
  const path = `/api/v1${route.split(' ')[1]}`;
  const on = (method: string) => bindings.find((one) => one.method === method && one.path === path) as Binding;
  const get = on('GET').procedure;
  const first = (rows[name] ?? expect.fail(`${name} has no row`)).succeeds[0];
  const { as } = first;
  const inPath = [...route.matchAll(/\{(\w+)\}/g)].map(([, field = '']) => field);
  const given = { ...(inputOf(first, world) as Fields) };
  const place = Object.fromEntries(inPath.map((field) => [field, given[field]]));
  const url = path.replace(/\{(\w+)\}/g, (_, field: string) => String(given[field]));
  const token = world.users[as as 'ada'].access_token;
  let before: Fields;

  const call = (procedure: string, fields: object) =>
    at(world.docket.caller({ access_token: token }), procedure)({ ...place, ...fields }) as Promise<Fields>;
  const send = (options: Request) => world.server.request({ url, token, ...options });
  const tagOf = async () => (await send({})).headers['etag'] as string;
  const patch = (body: object, headers: Record<string, string>) => send({ method: 'PATCH', payload: body, headers });

  const isScalar = (value: unknown) => value === null || typeof value !== 'object';
  const changeable = () =>
    Object.keys(given).filter((field) => field in before && !inPath.includes(field) && isScalar(before[field]));
  /** What somebody else changes, and what it becomes. */
  const theirs = () =>
    Object.fromEntries(
      changeable()
        .slice(0, 1)
        .map((field) => [field, given[field]]),
    );
  /** The same fields as they were before. */
  const ours = () => Object.fromEntries(Object.keys(theirs()).map((field) => [field, before[field]]));

  beforeEach(async () => {
    await world.restore();
    before = await call(get.name, {});
  });

  test('the version grows by one with each change, and not without one', async () => {
    expect(changeable().length, 'fields of its first case that change').toBeGreaterThan(0);
    const after = await call(name, theirs());
    expect(after).toMatchObject({ ...theirs(), version: before.version + 1 });
    expect(await call(name, theirs())).toEqual(after);
    expect(await call(get.name, {})).toEqual(after);
  });

  test.each<[string, Door]>([
    ['the caller', throughCaller],
    ['the typed client', throughClient],
    ['REST', throughRest],
    ['the command', throughCommand],
  ])('refuses a field that somebody else changed, with both values, through %s', async (_door, door) => {
    const after = await call(name, theirs());
    const events = await countEvents();
    const edit = { ...place, ...ours(), version: before.version };
    const refused = await door(world, { procedure: name, as, input: edit });
    const conflicts = Object.entries(theirs()).map(([field, current]) => ({ field, yours: before[field], current }));
    const detail = expect.any(String);
    expect(refused).toEqual({
      error: { code: 'precondition_failed', status: 412, detail, conflicts, current: after },
    });
    expect([await call(get.name, {}), await countEvents()]).toEqual([after, events]);
  });

  test('merges with a change of another field, and takes a value that is there already', async () => {
    const after = await call(name, theirs());
    expect(await call(name, { ...theirs(), version: before.version })).toEqual(after);
    const editable = fieldsOf(input).filter((field) => field in after && ![...inPath, 'version'].includes(field));
    if (editable.length === 1) return;
    const isOther = (field: string) => !(field in theirs()) && field in given && given[field] !== after[field];
    const other = editable.find(isOther) ?? expect.fail('its first case changes one field only');
    const merged = await call(name, { [other]: given[other], version: before.version });
    expect(merged).toMatchObject({ ...theirs(), version: before.version + 2 });
    const both = await call(name, { ...ours(), version: merged.version });
    expect(both).toMatchObject({ ...ours(), version: before.version + 3 });
  });

  test('names `version` where it is one that is still to come, or none', async () => {
    for (const version of [before.version + 1, 0, 1.5]) {
      const { error } = (await throughCaller(world, { procedure: name, as, input: { ...place, version } })) as {
        error?: object;
      };
      expect(error, `${version}`).toMatchObject({ status: 422, errors: [{ path: 'version' }] });
    }
  });

  test('its resource has a strong ETag that changes with it, in every answer', async () => {
    const tag = await tagOf();
    expect(tag).toMatch(/^"[0-9a-f]{32}"$/);
    expect((await send({ method: 'HEAD' })).headers['etag']).toBe(tag);
    const { headers } = await patch(theirs(), {});
    expect(headers['etag']).not.toBe(tag);
    expect(headers['etag']).toBe(await tagOf());
    if (!on('PUT')) return;
    const put = await send({ method: 'PUT', payload: ours() });
    expect([put.statusCode, put.headers['etag']]).toEqual([200, undefined]);
  });

  test('If-None-Match spares whoever has it already the body', async () => {
    const tag = await tagOf();
    for (const field of [tag, `W/${tag}`, `"x", ${tag}`, `, ${tag},`, '*', tag.replace(/"$/, '-zstd"')]) {
      for (const method of ['GET', 'HEAD'] as const) {
        const { statusCode, body, headers } = await send({ method, headers: { 'if-none-match': field } });
        expect([statusCode, body, field], method).toEqual([304, '', field]);
        expect(headers).toMatchObject({ 'cache-control': 'private, no-cache', etag: expect.stringMatching(/^"/) });
        expect(headers).not.toHaveProperty('content-type');
      }
    }
    for (const field of ['"x"', 'x', tag.slice(1, -1)]) {
      expect((await send({ headers: { 'if-none-match': field } })).statusCode, field).toBe(200);
    }
  });

  test('If-Match refuses a change of what is not as its caller saw it, with what there is', async () => {
    const seen = await tagOf();
    const after = await call(name, theirs());
    const now = await tagOf();
    for (const field of [seen, '"x"', `W/${now}`]) {
      const { statusCode, json } = await patch(ours(), { 'if-match': field });
      expect([statusCode, json(), field]).toMatchObject([412, { code: 'precondition_failed', current: after }, field]);
    }
    expect((await patch(ours(), { 'if-none-match': now })).statusCode).toBe(412);
    for (const field of ['x', now.slice(1), `${now} ${seen}`, '']) {
      expect([(await patch(ours(), { 'if-match': field })).statusCode, field]).toEqual([400, field]);
    }
    expect(await call(get.name, {})).toEqual(after);
    const taken = await patch(ours(), { 'if-match': `"x", ${now.replace(/"$/, '-br"')}` });
    expect([taken.statusCode, taken.json()]).toMatchObject([200, { ...ours(), version: after.version + 1 }]);
    expect((await patch(theirs(), { 'if-match': '*' })).statusCode).toBe(200);
    expect((await send({ headers: { 'if-match': seen } })).statusCode).toBe(412);
  });

  test('a deletion takes If-Match too', async () => {
    const { procedure } = on('DELETE');
    const own = rows[procedure.name]?.succeeds[0]?.as as 'ada';
    const { access_token } = world.users[own];
    const deletion = (tag: string, id = url) =>
      world.server.request({ method: 'DELETE', url: id, token: access_token, headers: { 'if-match': tag } });
    const seen = await tagOf();
    const after = await call(name, theirs());
    const refused = await deletion(seen);
    expect([refused.statusCode, refused.json()]).toMatchObject([412, { current: { version: after.version } }]);
    expect(await call(get.name, {})).toEqual(after);
    const { headers } = await world.server.request({ url, token: access_token });
    expect((await deletion(String(headers['etag']))).statusCode).toBe(204);
    expect((await deletion('*')).statusCode).toBe(404);
  });
});

test('what has no entity tag is not that of a caller who names one', async () => {
  await world.restore();
  const { access_token: token } = world.users.ada;
  const revoke = (tag: string) =>
    world.server.request({
      method: 'DELETE',
      url: `/api/v1/auth/tokens/${world.token.id}`,
      token,
      headers: { 'if-match': tag },
    });
  expect((await revoke('"x"')).statusCode).toBe(412);
  expect((await revoke('*')).statusCode).toBe(204);
});

async function countEvents(): Promise<number> {
  const { read } = world.docket.database;
  return (await read.selectFrom('event').select('position').execute()).length;
}
