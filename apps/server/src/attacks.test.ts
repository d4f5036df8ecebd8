// Attacks that only the wire can show, with their number in the project's list of threats.

import { Writable } from 'node:stream';
import { TEST_PASSWORD } from '@docket/router/testing';
import { describe, expect, test } from 'vitest';
import { openTestServer } from './testing.ts';

const credentials = { username: 'ada', password: TEST_PASSWORD };

describe('T1: a huge upload', () => {
  test.each(['/trpc/auth.login', '/api/v1/auth/login'])('to %s is refused before it is read', async (path) => {
    const { listen } = await openTestServer();
    const url = await listen();
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 64 * 1024;
        if (sent > 200 * 1024 * 1024) controller.close();
        else controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    // The server answers at once; whether the answer or the broken pipe is seen first is a race.
    const outcome = await fetch(url + path, { method: 'POST', headers, body, duplex: 'half' }).then(
      (response) => response.status,
      (error) => error.cause.code,
    );
    expect([415, 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']).toContain(outcome);
    expect(sent).toBeLessThan(20 * 1024 * 1024);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});

test('T2: 300 KB of wrong items are answered shortly', async () => {
  const { docket, request } = await openTestServer();
  const { access_token: token } = await docket.createUser('ada');
  const payload = { title: 'Crash', description: 'It crashes', labels: Array(150_000).fill(1) };
  for (const url of ['/api/v1/issues', '/trpc/issue.create']) {
    const response = await request({ method: 'POST', url, token, payload });
    expect(response.statusCode).toBe(422);
    expect(response.body.length).toBeLessThan(8 * 1024);
  }
});

test.each(['test', 'production'])('T3: an unexpected error tells nothing when ENVIRONMENT=%s', async (ENVIRONMENT) => {
  const settings = { ENVIRONMENT, SECRET_KEY: 'f3b1c7d90a5e482bb6f1de0c937a64d8' };
  const { docket, request } = await openTestServer(settings, false);
  const { access_token: token, caller } = await docket.createUser('ada');
  await caller.issue.create({ title: 'Crash', description: 'It crashes' });
  await docket.database.write((db) => db.schema.dropTable('comment').execute());
  for (const url of ['/api/v1/issues/1', '/trpc/issue.get?input={"id":"1"}']) {
    const response = await request({ url, token });
    expect(response.statusCode).toBe(500);
    expect(response.body).toContain('Something went wrong on our side');
    expect(response.body).not.toMatch(/sql|no such table|\.ts|\/src\//i);
  }
});

test('T4: a form or plain text of another site changes nothing', async () => {
  const { docket, request } = await openTestServer();
  const { access_token: token, caller } = await docket.createUser('ada');
  const payload = JSON.stringify({ title: 'Crash', description: 'It crashes' });
  for (const url of ['/api/v1/issues', '/trpc/issue.create']) {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const response = await request({ method: 'POST', url, token, headers: { 'content-type': type }, payload });
      expect(response.statusCode).toBe(415);
    }
  }
  expect((await caller.issue.list({})).total).toBe(0);
});

test('T5: a mutation by GET, or by an overridden method, is 405', async () => {
  const { docket, request } = await openTestServer();
  const { access_token: token } = await docket.createUser('ada');
  const byGet = await request({ url: '/trpc/auth.logout', token });
  expect(byGet.statusCode).toBe(405);
  const overridden = await request({
    method: 'POST',
    url: '/api/v1/issues/1',
    token,
    headers: { 'x-http-method-override': 'DELETE' },
    payload: {},
  });
  expect(overridden.statusCode).toBe(405);
});

test('T6: more than ten calls in one batch are refused', async () => {
  const { docket, request } = await openTestServer();
  const { access_token: token } = await docket.createUser('ada');
  const batch = (calls: number) => request({ url: `/trpc/${Array(calls).fill('user.me').join(',')}?batch=1`, token });
  expect((await batch(10)).json()).toHaveLength(10);
  expect((await batch(11)).statusCode).toBe(400);
  // Ten names make a long path parameter.
  const long = await request({ url: `/trpc/${Array(10).fill('issue.events').join(',')}?batch=1`, token });
  expect(long.json()).toHaveLength(10);
});

test('T8: a 20 KB address is refused, and the next request works', async () => {
  const { listen } = await openTestServer();
  const url = await listen();
  expect([404, 414, 431]).toContain((await fetch(`${url}/api/v1/issues/${'x'.repeat(20_000)}`)).status);
  expect((await fetch(`${url}/health`)).status).toBe(200);
});

test('T9: names of object internals are ordinary text everywhere', async () => {
  const { docket, request } = await openTestServer();
  const { access_token: token } = await docket.createUser('ada');
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const answers = [
      await request({ url: `/api/v1/issues?${name}=1&${name}[x]=2`, token }),
      await request({ url: `/api/v1/issues/${name}`, token }),
      await request({ url: `/trpc/${name}`, token }),
      await request({ url: `/trpc/issue.${name}`, token }),
      await request({
        method: 'POST',
        url: '/token',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: `${name}=1`,
      }),
      await request({
        method: 'POST',
        url: '/api/v1/issues',
        token,
        headers: { 'content-type': 'application/json' },
        payload: `{"${name}":{"x":1}}`,
      }),
      await request({
        method: 'POST',
        url: '/trpc/issue.create',
        token,
        headers: { 'content-type': 'application/json' },
        payload: `{"${name}":{"x":1}}`,
      }),
    ];
    expect(answers.map((answer) => answer.statusCode).filter((status) => status >= 500)).toEqual([]);
  }
  expect({}).not.toHaveProperty('x');
});

test('T10: JSON nested 200,000 deep is answered in bounded time', async () => {
  const { request } = await openTestServer();
  const payload = '['.repeat(200_000) + ']'.repeat(200_000);
  for (const url of ['/api/v1/auth/login', '/trpc/auth.login']) {
    const response = await request({ method: 'POST', url, headers: { 'content-type': 'application/json' }, payload });
    expect([400, 422]).toContain(response.statusCode);
  }
});

test('T12: a token in the address does not count', async () => {
  const { docket, request } = await openTestServer();
  const { access_token } = await docket.createUser('ada');
  expect((await request({ url: `/api/v1/users/me?access_token=${access_token}` })).statusCode).toBe(401);
});

test('T24: fields that are not ours to set have no effect', async () => {
  const { request } = await openTestServer();
  const payload = { email: 'eve@example.org', password: 'correct horse', role: 'admin', is_active: false, id: 'x' };
  const response = await request({ method: 'POST', url: '/api/v1/auth/register', payload });
  expect(response.json()).toMatchObject({ role: 'user', is_active: true });
});

describe('T27: origins', () => {
  test.each([
    'https://evil.example',
    'null',
    'http://localhost:3000.evil.example',
    'https://localhost:3000',
    'http://localhost:30000',
  ])('%s gets no allow header', async (origin) => {
    const { request } = await openTestServer();
    const preflight = { origin, 'access-control-request-method': 'POST' };
    for (const url of ['/api/v1/issues', '/trpc/issue.list', '/health']) {
      expect((await request({ url, headers: { origin } })).headers).not.toHaveProperty('access-control-allow-origin');
      const response = await request({ method: 'OPTIONS', url, headers: preflight });
      expect(response.headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  test('that are listed are allowed, with credentials', async () => {
    const { request } = await openTestServer({ CORS_ORIGINS: '["https://app.example.org"]' });
    const origin = 'https://app.example.org';
    for (const url of ['/api/v1/issues', '/trpc/issue.list']) {
      const headers = { origin, 'access-control-request-method': 'POST' };
      const response = await request({ method: 'OPTIONS', url, headers });
      expect(response.statusCode).toBe(204);
      expect(response.headers).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        allow: expect.stringContaining('OPTIONS'),
        'access-control-expose-headers': expect.stringContaining('X-Request-Id'),
      });
    }
  });
});

test('T31: the log has a line for each request, and no secret in it', async () => {
  let log = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      log += chunk;
      done();
    },
  });
  const { docket, request } = await openTestServer({}, { level: 'debug', stream });
  const { access_token, refresh_token } = await docket.createUser('ada');
  const login = await request({ method: 'POST', url: '/api/v1/auth/session', payload: credentials });
  await request({ url: '/api/v1/users/me?access_token=canary-in-query', token: access_token });
  await request({ method: 'POST', url: '/trpc/auth.refresh', payload: { refresh_token } });
  await request({ method: 'POST', url: '/api/v1/auth/login', payload: { ...credentials, password: 'canary wrong' } });

  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
    'POST /api/v1/auth/session 200',
    'GET /api/v1/users/me 200',
    'POST /trpc/auth.refresh 200',
    'POST /api/v1/auth/login 401',
  ]);
  expect(lines[1]).toMatchObject({ actor: expect.stringMatching(/^user:/), request_id: expect.any(String) });
  const secrets = [access_token, refresh_token, credentials.password, 'canary', login.json().access_token];
  for (const secret of [...secrets, login.cookies[0]?.value ?? '']) expect(log).not.toContain(secret);
});

test('F11: a client that sends too slowly is cut', async () => {
  const { app } = await openTestServer();
  const { headersTimeout, requestTimeout } = app.server;
  expect({ headersTimeout, requestTimeout }).toEqual({ headersTimeout: 10_000, requestTimeout: 30_000 });
});
