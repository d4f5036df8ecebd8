// Runs on sqlite: it tests what lies above the database.

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { TEST_PASSWORD } from '@docket/kit/docket';
import { openTestServer } from '@docket/kit/server';
import { describe, expect, test } from 'vitest';

const json = { 'content-type': 'application/json' };

describe('every response', () => {
  test('carries its time and an id, errors included', async () => {
    const { request } = await openTestServer();
    for (const url of [
      '/health',
      '/nowhere',
      '/api/v1/issues',
      '/trpc/issue.list',
      '/trpc/nowhere',
      '/api/v1/issues/%E0%A4%A',
    ]) {
      const { headers } = await request({ url });
      expect(headers['x-process-time'], url).toMatch(/^\d+\.\d{4}s$/);
      expect(headers['x-request-id'], url).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('keeps a well-formed id of the caller and replaces any other', async () => {
    const { request } = await openTestServer();
    const kept = await request({ url: '/health', headers: { 'x-request-id': 'build-42.a' } });
    expect(kept.headers['x-request-id']).toBe('build-42.a');
    const replaced = await request({ url: '/health', headers: { 'x-request-id': 'a b\tc' } });
    expect(replaced.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('errors', () => {
  test('are problem details with what a person and a program need', async () => {
    const { request } = await openTestServer();
    const response = await request({ url: '/api/v1/issues?page=0', headers: { 'x-request-id': 'mine' } });
    expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(response.json()).toEqual({
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      detail: 'Could not validate credentials',
      instance: '/api/v1/issues',
      code: 'unauthenticated',
      request_id: 'mine',
    });
    expect(response.headers['www-authenticate']).toBe('Bearer');
  });

  test('of validation name the field, and of an enum the allowed values', async () => {
    const { docket, request } = await openTestServer();
    const { access_token: token } = await docket.createUser('ada');
    const response = await request({
      method: 'POST',
      url: '/api/v1/issues',
      token,
      payload: { title: 'Hi', priority: 'urgent', labels: ['nope'] },
    });
    expect(response.statusCode).toBe(422);
    expect(response.json().errors).toEqual([
      { path: 'title', message: 'Too small: expected string to have >=3 characters', code: 'too_small' },
      { path: 'priority', message: 'Invalid option: expected one of "low"|"medium"|"high"', code: 'invalid_value' },
      { path: 'description', message: 'Required', code: 'invalid_type' },
    ]);
  });

  test.each([
    ['malformed JSON', 400, { method: 'POST', url: '/api/v1/auth/login', headers: json, payload: '{' }],
    [
      'another content type',
      415,
      { method: 'POST', url: '/api/v1/auth/login', headers: { 'content-type': 'text/plain' }, payload: 'x' },
    ],
    [
      'no content type',
      415,
      { method: 'POST', url: '/api/v1/auth/login', headers: { 'content-type': '' }, payload: 'x' },
    ],
    ['a wrong method', 405, { method: 'DELETE', url: '/api/v1/auth/login' }],
    ['an unknown path', 404, { method: 'GET', url: '/api/v1/nowhere' }],
    ['a path that cannot be decoded', 400, { method: 'GET', url: '/api/v1/issues/%E0%A4%A?token=secret' }],
    ['a path parameter without end', 400, { method: 'GET', url: `/api/v1/users/${'a'.repeat(501)}` }],
    ['a file that is not served', 404, { method: 'GET', url: '/docs/assets//swagger-ui.css' }],
    [
      'bytes that are not UTF-8',
      400,
      { method: 'POST', url: '/api/v1/auth/login', headers: json, payload: Buffer.from([0x22, 0xff, 0xfe, 0x22]) },
    ],
    [
      'a body that is too large',
      413,
      { method: 'POST', url: '/api/v1/auth/login', headers: json, payload: `"${'x'.repeat(1_100_000)}"` },
    ],
  ] as const)('answer %s with %i in the same shape', async (_what, status, options) => {
    const { request } = await openTestServer();
    const response = await request(options);
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toMatch('application/problem+json');
    expect(response.json()).toMatchObject({ status, request_id: response.headers['x-request-id'] });
    expect(response.json().detail).not.toContain('secret');
  });
});

test('what Node cannot read as a request is answered in the same shape', async () => {
  const { listen } = await openTestServer();
  const { port } = new URL(await listen());
  const socket = connect(Number(port), '127.0.0.1');
  socket.end(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1\.1 431 .*x-request-id: .*x-process-time: /s);
  expect(JSON.parse(body)).toMatchObject({ status: 431, code: 'malformed_request', request_id: expect.any(String) });
});

describe('REST', () => {
  test('creates with 201 and Location, and deletes with 204 and no body', async () => {
    const { docket, request } = await openTestServer();
    const { access_token: token } = await docket.createUser('ada');
    const payload = { title: 'Crash', description: 'It crashes' };
    const created = await request({ method: 'POST', url: '/api/v1/issues', token, payload });
    expect(created.statusCode).toBe(201);
    expect(created.headers.location).toBe(`/api/v1/issues/${created.json().id}`);
    const found = await request({ url: String(created.headers.location), token });
    expect(found.json()).toEqual(created.json());
    const deleted = await request({ method: 'DELETE', url: '/api/v1/issues/1', token });
    expect([deleted.statusCode, deleted.body]).toEqual([204, '']);
  });

  test('updates by PUT as by PATCH: only what is sent changes', async () => {
    const { docket, request } = await openTestServer();
    const { access_token: token, caller } = await docket.createUser('ada');
    await caller.issue.create({ title: 'Crash', description: 'It crashes', priority: 'high' });
    for (const [method, status] of [
      ['PUT', 'in_progress'],
      ['PATCH', 'closed'],
    ] as const) {
      const response = await request({ method, url: '/api/v1/issues/1', token, payload: { status } });
      expect(response.json()).toMatchObject({ status, title: 'Crash', priority: 'high' });
    }
  });

  test('lets the path win over a body that names another id', async () => {
    const { docket, request } = await openTestServer();
    const { access_token: token, caller } = await docket.createUser('ada');
    await caller.issue.create({ title: 'First', description: 'It crashes' });
    await caller.issue.create({ title: 'Second', description: 'It crashes' });
    await request({ method: 'PATCH', url: '/api/v1/issues/1', token, payload: { id: '2', status: 'closed' } });
    expect((await caller.issue.get({ id: '1' })).status).toBe('closed');
    expect((await caller.issue.get({ id: '2' })).status).toBe('open');
  });

  test('logs in with a form at /token, as OAuth 2 password clients do', async () => {
    const { docket, request } = await openTestServer();
    await docket.createUser('ada');
    const response = await request({
      method: 'POST',
      url: '/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'grant_type=password&scope=&username=ada%40example.org&password=correct+horse+battery+staple',
    });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ token_type: 'bearer', expires_in: 1800 });
  });

  test('links to the neighbouring pages, and on from a cursor', async () => {
    const { docket, request } = await openTestServer();
    const { access_token: token, caller } = await docket.createUser('ada');
    for (const title of ['One', 'Two', 'Three']) await caller.issue.create({ title, description: 'It crashes' });
    const second = await request({ url: '/api/v1/issues?page=2&size=1&status=open', token });
    const { next_cursor } = second.json();
    expect(second.headers.link).toBe(
      [
        '<http://localhost:80/api/v1/issues?page=1&size=1&status=open>; rel="first"',
        '<http://localhost:80/api/v1/issues?page=1&size=1&status=open>; rel="prev"',
        '<http://localhost:80/api/v1/issues?page=3&size=1&status=open>; rel="last"',
        `<http://localhost:80/api/v1/issues?size=1&status=open&cursor=${next_cursor}>; rel="next"`,
      ].join(', '),
    );
    const third = await request({ url: `/api/v1/issues?size=1&cursor=${next_cursor}`, token });
    expect(third.json()).toMatchObject({ items: [{ title: 'One' }], next_cursor: null });
    expect(third.headers.link).toBeUndefined();
  });

  test('keeps a browser signed in with a cookie that scripts cannot read', async () => {
    const { docket, request } = await openTestServer();
    await docket.createUser('ada');
    const payload = { username: 'ada', password: TEST_PASSWORD };
    const started = await request({ method: 'POST', url: '/api/v1/auth/session', payload });
    expect(started.json()).not.toHaveProperty('refresh_token');
    const [cookie] = started.cookies;
    expect(cookie).toMatchObject({ name: 'docket_refresh', httpOnly: true, sameSite: 'Strict', path: '/' });
    const refreshed = await request({
      method: 'POST',
      url: '/api/v1/auth/session/refresh',
      cookies: { docket_refresh: cookie?.value ?? '' },
    });
    expect(refreshed.cookies[0]?.value).not.toBe(cookie?.value);
    const token = refreshed.json().access_token;
    expect((await request({ url: '/api/v1/users/me', token })).json()).toMatchObject({ username: 'ada' });
  });
});

describe('health', () => {
  test('is open to everyone', async () => {
    const { request } = await openTestServer();
    expect((await request({ url: '/health' })).json()).toEqual({ status: 'ok' });
    expect((await request({ url: '/health/live' })).statusCode).toBe(200);
    expect((await request({ url: '/health/ready' })).json()).toEqual({ status: 'ready' });
  });

  test('is not ready when the schema is not ours or the database is gone', async () => {
    const { docket, request } = await openTestServer();
    await docket.database.write((db) => db.schema.alterTable('kysely_migration').renameTo('lost').execute());
    expect((await request({ url: '/health/ready' })).statusCode).toBe(503);
    await docket.database.close();
    expect((await request({ url: '/health/ready' })).statusCode).toBe(503);
    expect((await request({ url: '/health/live' })).statusCode).toBe(200);
  });
});

test('F11: a client that sends too slowly is cut', async () => {
  const { app } = await openTestServer();
  expect(app.server.headersTimeout).toBe(10_000); // of bodies, http-server.test.ts tells
});
