// Runs on sqlite: it tests what lies above the database.

// T9: names that every JavaScript object has, wherever a request can name something.

import { serveTarget } from '@docket/kit/served-target';
import { type Account, call, logIn, PASSWORD, send, signUp } from '@docket/kit/target';
import { expect, test } from 'vitest';
import { casesAt } from '../walks.ts';
import { listOperations, makeScene, routeTo, sendValid, validBody } from './operations.ts';

const server = await serveTarget();
const operations = await listOperations(server);
const scene = await makeScene(server);
const token = scene.root.access_token;

const names = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__'];

/** What later requests would inherit, if it came into the prototype of all objects. */
const inherited = { size: 1, page: 2, role: 'admin', status: 'closed', first_name: 'Mallory', title: 'Polluted' };
const poison = JSON.stringify({ ...inherited, constructor: { prototype: inherited }, prototype: inherited });

/** Fails when an earlier request has left something behind. */
async function expectUnaffected(): Promise<void> {
  const list = await send<{ size: number; page: number }>(server, 'GET /api/v1/users', { token });
  expect(list.json).toMatchObject({ size: 20, page: 1 });
  const empty = await send(server, 'POST /api/v1/issues', { token, json: {} });
  expect(empty.json).toMatchObject({ errors: [{ path: 'title', message: 'Required' }, { path: 'description' }] });
  const eve = await signUp(server, `eve${Math.random().toString(36).slice(2)}`);
  const me = await call<Account>(server, 'user.me', { token: eve.access_token });
  expect(me.json.result.data).toMatchObject({ role: 'user', first_name: null });
}

test.each(names)('%s in a body is ordinary text, to every operation', async (name) => {
  for (const [at, operation] of operations.filter(({ fields }) => fields).entries()) {
    const valid = JSON.stringify(await validBody(server, operation)).slice(1);
    const [bodies, route] = [
      [`{"${name}":${poison},${valid}`, `{"${name}":${poison}}`, `{"${name}":1}`],
      routeTo(operation, scene),
    ];
    for (const body of casesAt(at + names.indexOf(name), bodies).map((one) => one.replace(/,}$/, '}'))) {
      expect((await send(server, route, { token, body })).status, `${route} ${body}`).toBeLessThan(500);
      const input = body.replace('{', `{"id":"${scene.ids['issues']}","issue_id":"${scene.ids['issues']}",`);
      const answer = await send(server, `POST /trpc/${operation.procedure}`, { token, body: input });
      expect(answer.status, `${operation.procedure} ${input}`).toBeLessThan(500);
    }
  }
  await expectUnaffected();
});

test.each(names)('%s in query, path, form, cookie and header is ordinary text', async (name) => {
  const query = `${name}=1&${name}=2&${name}[size]=1&${name}.size=1&size=${name}&status=${name}&author=${name}`;
  const form = { type: 'application/x-www-form-urlencoded', body: `${query}&username=ada&password=${PASSWORD}` };
  const input = encodeURIComponent(`{"${name}":${poison}}`);
  const routes = [
    ...operations.filter(({ method }) => method === 'GET').map((one) => `${routeTo(one, scene)}?${query}`),
    ...operations
      .filter(({ path }) => path.includes('{'))
      .map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/, name)}`),
    ...['', 'issue.', 'issue.list.', 'user.me,'].map((prefix) => `GET /trpc/${prefix}${name}?batch=1&input=${input}`),
    ...['', 'issue.', 'auth.login.'].map((prefix) => `POST /trpc/${prefix}${name}`),
    `GET /trpc/issue.list?input=${input}`,
    `GET /trpc/issue.list,user.list?batch=1&input=${encodeURIComponent(`{"0":{"${name}":1},"${name}":{"size":1}}`)}`,
    ...['/', '/api/v1/', '/docs/', '/docs/assets/', '/redoc/assets/'].map((folder) => `GET ${folder}${name}`),
  ];
  for (const route of routes) {
    const sent = route.startsWith('GET') || route.startsWith('DELETE') ? { token } : { token, json: {} };
    expect((await send(server, route, sent)).status, route).toBeLessThan(500);
  }
  expect((await send(server, 'POST /token', form)).status).toBeLessThan(500);
  const headers = {
    [name]: poison,
    cookie: `${name}=${encodeURIComponent(poison)}; ${name}[size]=1`,
    'x-request-id': name,
  };
  for (const route of ['GET /api/v1/issues', 'GET /trpc/issue.list', 'POST /api/v1/auth/session/refresh']) {
    expect((await send(server, route, { token, headers })).status, route).toBeLessThan(500);
  }
  await expectUnaffected();
});

test('a user, a label or an issue may be called so', async () => {
  for (const [index, name] of names.filter((one) => !one.startsWith('_')).entries()) {
    const user = await signUp(server, name);
    const label = { operation: operations.find(({ id }) => id === 'createLabel'), scene, token: user.access_token };
    if (!label.operation) throw new Error('there is no createLabel');
    expect((await sendValid(server, { ...label, operation: label.operation, extra: { name } })).status).toBe(201);
    const json = { title: name, description: `${name} ${index}`, labels: [name], assignees: [name] };
    const created = await send(server, 'POST /api/v1/issues', { token: user.access_token, json });
    expect(created.json).toMatchObject({
      labels: [{ name }],
      assignees: [{ username: name }],
      author: { username: name },
    });
    const found = await send(server, `GET /api/v1/issues?label=${name}&author=${name}`, { token });
    expect(found.json).toMatchObject({ total: 1 });
    expect(await logIn(server, name)).toHaveProperty('access_token');
  }
});
