// T3: what an unexpected error tells.

import { runSql } from '@docket/kit/database';
import { call, PASSWORD, production, send, signUp, startServerForTest } from '@docket/kit/target';
import { expect, test } from 'vitest';

/** What an attacker would like to read: SQL, a table, a path, a line of code, a library. */
const REVEALING =
  /sqlite|postgres|select |no such|table|relation|constraint|kysely|\.ts\b|\.js\b|\/src\/|node_modules|node:|\bat \w+ \(|stack/i;

test.each([
  ['production', production],
  ['development', { ENVIRONMENT: 'development' }],
  ['development and DEBUG', { ENVIRONMENT: 'development', DEBUG: 'true' }],
  ['a NODE_ENV that asks for stacks', { NODE_ENV: 'development' }],
])('T3: an unexpected error tells nothing but an id, in %s', async (_, settings) => {
  const server = await startServerForTest(settings);
  const { access_token: token } = await signUp(server, 'ada');
  const json = { title: 'Crash', description: 'It crashes' };
  await send(server, 'POST /api/v1/issues', { token, json });
  await runSql(
    server.database,
    'alter table comment rename to lost_comment; alter table refresh_token rename to lost_token',
  );

  const credentials = { username: 'ada', password: PASSWORD };
  const failures = [
    await send<Failure>(server, 'GET /api/v1/issues/1', { token }),
    await send<Failure>(server, 'GET /api/v1/issues/1/comments', { token }),
    await send<Failure>(server, 'POST /api/v1/issues', { token, json }),
    await send<Failure>(server, 'POST /api/v1/auth/login', { json: credentials }),
    await send<Failure>(server, 'POST /api/v1/auth/refresh', { json: { refresh_token: 'dkr_x' } }),
    await call<Failure>(server, 'issue.get', { token, input: { id: '1' } }),
    await call<Failure>(server, 'comment.create', { token, input: { issue_id: '1', body: 'Hello' } }),
    await send<Failure>(server, `GET /trpc/issue.get?batch=1&input=${encodeURIComponent('{"0":{"id":"1"}}')}`, {
      token,
    }),
  ];
  for (const { status, headers, text } of failures) {
    expect([status, text]).toEqual([500, expect.stringContaining('Something went wrong on our side')]);
    expect(text).not.toMatch(REVEALING);
    const id = headers.get('x-request-id') ?? 'none';
    expect(text).toContain(id);
    expect(await server.logWith(id)).toMatch(/no such table|relation .* does not exist/); // where we find what it was
  }
  expect((await send(server, 'GET /api/v1/users/me', { token })).status).toBe(200);
});

type Failure = { code: string };

test('T3: what is wrong with a request tells nothing of the server either', async () => {
  const server = await startServerForTest(production);
  const requests = [
    'GET /nowhere',
    'GET /docs/assets/..%2f..%2fpackage.json',
    'GET /docs/assets/%2e%2e/package.json',
    'GET /trpc/nowhere',
    'GET /trpc/issue.list?input={',
    'GET /%E0%A4%A',
    'PATCH /api/v1/issues/x',
    'DELETE /docs',
  ];
  for (const route of requests) {
    const { status, text, headers } = await send(server, route);
    expect(status, route).toBeGreaterThanOrEqual(400);
    expect(status, route).toBeLessThan(500);
    expect(text.replace(/"(instance|path)":"[^"]*"/g, ''), route).not.toMatch(REVEALING);
    for (const name of ['server', 'x-powered-by']) expect(headers.has(name)).toBe(false);
  }
  const broken = await send(server, 'POST /api/v1/auth/login', { body: '{"username": ' });
  expect([broken.status, REVEALING.test(broken.text)]).toEqual([400, false]);
});
