import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { openTestServer } from './testing.ts';

const json = { 'content-type': 'application/json' };

const protection = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

const PRODUCTION = { ENVIRONMENT: 'production', SECRET_KEY: 'f3b1c7d90a5e482bb6f1de0c937a64d8' };

describe('T28: an answer protects itself', () => {
  test.each([
    [200, { url: '/health' }],
    [200, { url: '/openapi.json' }],
    [204, { method: 'OPTIONS', url: '/api/v1/issues' }],
    [204, { method: 'OPTIONS', url: '/trpc/issue.list' }],
    [302, { url: '/' }],
    [400, { url: '/api/v1/issues/%E0%A4%A' }],
    [400, { url: `/api/v1/users/${'a'.repeat(501)}` }],
    [400, { method: 'POST', url: '/api/v1/auth/login', headers: json, payload: '{' }],
    [400, { method: 'POST', url: '/trpc/auth.login', headers: json, payload: '{' }],
    [401, { url: '/api/v1/issues' }],
    [401, { url: '/trpc/issue.list' }],
    [403, { method: 'POST', url: '/api/v1/auth/session/refresh', headers: { 'sec-fetch-site': 'cross-site' } }],
    [404, { url: '/nowhere' }],
    [404, { url: '/trpc/nowhere' }],
    [405, { method: 'DELETE', url: '/api/v1/auth/login' }],
    [413, { method: 'POST', url: '/api/v1/auth/login', headers: json, payload: `"${'x'.repeat(1_100_000)}"` }],
    [415, { method: 'POST', url: '/api/v1/auth/login', headers: { 'content-type': 'text/plain' }, payload: 'x' }],
    [415, { method: 'POST', url: '/trpc/auth.login', headers: { 'content-type': 'text/plain' }, payload: 'x' }],
    [422, { method: 'POST', url: '/api/v1/auth/login', headers: json, payload: '{}' }],
  ] as const)('%i %j', async (status, options) => {
    const { request } = await openTestServer();
    const { statusCode, headers } = await request(options);
    expect(statusCode).toBe(status);
    expect(headers).toMatchObject(protection);
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('server');
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  test('500 and 503, when the database fails', async () => {
    const { docket, request } = await openTestServer();
    const { access_token: token, caller } = await docket.createUser('ada');
    await caller.issue.create({ title: 'Crash', description: 'It crashes' });
    await docket.database.write((db) => db.schema.dropTable('comment').execute());
    for (const url of ['/api/v1/issues/1', '/trpc/issue.get?input={"id":"1"}']) {
      const { statusCode, headers } = await request({ url, token });
      expect(statusCode).toBe(500);
      expect(headers).toMatchObject(protection);
    }
    await docket.database.close();
    const { statusCode, headers } = await request({ url: '/health/ready' });
    expect(statusCode).toBe(503);
    expect(headers).toMatchObject(protection);
  });

  test('304, for a file that the browser has', async () => {
    const { request } = await openTestServer();
    const url = '/docs/assets/swagger-ui.css';
    const first = await request({ url });
    const { 'cache-control': _stays, ...others } = protection;
    expect(first.headers).toMatchObject({ ...others, 'cache-control': 'public, max-age=86400' });
    const second = await request({ url, headers: { 'if-none-match': String(first.headers.etag) } });
    expect(second.statusCode).toBe(304);
    expect(second.headers).toMatchObject(others);
  });

  test.each([
    [431, `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`],
    [400, 'COOK /health HTTP/1.1\r\nhost: localhost\r\n\r\n'],
    [400, 'GET /health HTTP/1.1\r\nconnection: close\r\n\r\n'],
    [200, 'GET /health HTTP/1.1\r\nhost: localhost\r\nexpect: wonders\r\nconnection: close\r\n\r\n'],
  ])('%i, also where Node alone would answer', async (status, bytes) => {
    const { listen } = await openTestServer();
    const { port } = new URL(await listen());
    const socket = connect(Number(port), '127.0.0.1');
    socket.end(bytes);
    const [head = ''] = (await text(socket)).split('\r\n\r\n');
    const [first, ...lines] = head.split('\r\n');
    expect(first).toContain(` ${status} `);
    expect(lines).toEqual(
      expect.arrayContaining(Object.entries(protection).map(([name, value]) => `${name}: ${value}`)),
    );
  });

  test.each(['/docs', '/redoc'])('the page %s, which runs only scripts of our own', async (url) => {
    const { request } = await openTestServer();
    const { headers } = await request({ url });
    const { 'content-security-policy': _wider, ...others } = protection;
    expect(headers).toMatchObject(others);
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"]),
    );
    expect(policy.join()).not.toMatch(/unsafe|\*|https?:/);
  });
});

test('T28: production asks browsers to come back over HTTPS only', async () => {
  const { request, listen } = await openTestServer(PRODUCTION, false);
  for (const url of ['/health', '/nowhere', '/docs', '/api/v1/issues/%E0%A4%A']) {
    expect((await request({ url })).headers['strict-transport-security'], url).toBe('max-age=31536000');
  }
  const { port } = new URL(await listen());
  const socket = connect(Number(port), '127.0.0.1');
  socket.end('no request at all\r\n\r\n');
  expect(await text(socket)).toContain('strict-transport-security: max-age=31536000');
});

describe('caches', () => {
  test('keep no tokens', async () => {
    const { docket, request } = await openTestServer();
    await docket.createUser('ada');
    const payload = { username: 'ada', password: 'correct horse battery staple' };
    for (const url of ['/api/v1/auth/login', '/token', '/api/v1/auth/session', '/trpc/auth.login']) {
      const { statusCode, headers } = await request({ method: 'POST', url, payload });
      expect([statusCode, headers['cache-control']], url).toEqual([200, 'no-store']);
    }
  });

  test('keep what one reads over REST for its reader, and ask each time whether it still holds', async () => {
    const { docket, request } = await openTestServer();
    const { access_token: token } = await docket.createUser('ada');
    for (const method of ['GET', 'HEAD'] as const) {
      const { headers } = await request({ method, url: '/api/v1/issues', token });
      expect(headers['cache-control']).toBe('private, no-cache');
    }
    expect((await request({ url: '/trpc/issue.list?input={}', token })).headers['cache-control']).toBe('no-store');
  });
});
