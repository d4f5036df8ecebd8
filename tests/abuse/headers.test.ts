// Runs on sqlite: it tests what lies above the database.

// T28: the header fields that protect, on answers of every status.

import { runSql } from '@docket/kit/database';
import { serveTarget } from '@docket/kit/served-target';
import { type Account, production, type Sent, type ServedTarget, send, sendRaw, signUp } from '@docket/kit/target';
import { describe, expect, test } from 'vitest';

const settings = { RATE_LIMIT_SIGNUPS: '2' };
const servers: [string, ServedTarget][] = [
  ['production', await serveTarget({ ...settings, ...production })],
  ['development', await serveTarget({ ...settings, ENVIRONMENT: 'development' })],
];

const policies = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
const protection = {
  ...policies,
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cache-control': 'no-store',
};

const text = { type: 'text/plain', body: 'x' };
const LOGIN = 'POST /api/v1/auth/login';
const FORGOT = 'POST /api/v1/auth/forgot-password';
const json = { email: 'ada@example.org' };

const statuses: [number, string, Sent?][] = [
  [200, 'GET /health'],
  [200, 'GET /openapi.json'],
  [204, 'OPTIONS /api/v1/issues'],
  [204, 'OPTIONS /trpc/issue.list'],
  [204, FORGOT, { json }],
  [302, 'GET /'],
  [400, 'GET /api/v1/issues/%E0%A4%A'],
  [400, `GET /api/v1/users/${'a'.repeat(501)}`],
  [400, LOGIN, { body: '{' }],
  [400, 'POST /trpc/auth.login', { body: '{' }],
  [401, 'GET /api/v1/issues'],
  [401, 'GET /trpc/issue.list'],
  [403, 'POST /api/v1/auth/session/refresh', { headers: { 'sec-fetch-site': 'cross-site' } }],
  [404, 'GET /nowhere'],
  [404, 'GET /trpc/nowhere'],
  [405, 'DELETE /api/v1/auth/login'],
  [405, 'GET /trpc/auth.login'],
  [415, LOGIN, text],
  [415, 'POST /trpc/auth.login', text],
  [422, LOGIN, { json: {} }],
  [422, 'POST /trpc/auth.login', { json: {} }],
  [429, FORGOT, { json }], // after that of registering and the one above
];

/** Requests that are known by their bytes only; Node alone would answer most of them. */
const bytes: [number, string][] = [
  [200, 'GET /health HTTP/1.1\r\nhost: docket\r\nexpect: wonders\r\nconnection: close\r\n\r\n'],
  [400, 'no request at all\r\n\r\n'],
  [400, 'COOK /health HTTP/1.1\r\nhost: docket\r\n\r\n'],
  [400, 'GET /health HTTP/1.1\r\nconnection: close\r\n\r\n'],
  [413, `${LOGIN} HTTP/1.1\r\nhost: docket\r\ncontent-type: application/json\r\ncontent-length: 9999999\r\n\r\n`],
  [431, `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: docket\r\n\r\n`],
];

describe.each(servers)('T28: in %s, an answer protects itself:', (environment, server) => {
  const transport = environment === 'production' ? 'max-age=31536000' : null;

  function expectProtected(headers: Headers, expected: Record<string, string> = protection): void {
    expect(Object.fromEntries(headers)).toMatchObject(expected);
    expect(headers.get('strict-transport-security')).toBe(transport);
    for (const name of ['server', 'x-powered-by']) expect(headers.has(name), name).toBe(false);
  }

  let ada: Account;
  test('200, to who registers', async () => {
    ada = await signUp(server, 'ada');
    const input = { token: ada.access_token, json: { title: 'Crash', description: 'It crashes' } };
    const { status, headers } = await send(server, 'POST /api/v1/issues', input);
    expect(status).toBe(201);
    expectProtected(headers);
  });

  test.each(statuses)('%i to %s', async (expected, route, sent) => {
    const { status, headers } = await send(server, route, sent);
    expect(status).toBe(expected);
    expectProtected(headers);
  });

  test.each(bytes)('%i to %j', async (expected, request) => {
    const [head = ''] = (await sendRaw(server, request)).split('\r\n\r\n');
    const [first, ...lines] = head.split('\r\n');
    expect(first).toContain(` ${expected} `);
    expectProtected(new Headers(lines.map((line) => line.split(/: (.*)/s, 2) as [string, string])));
  });

  test('304, for a file that the browser has', async () => {
    const route = 'GET /docs/assets/swagger-ui.css';
    const first = await send(server, route);
    expectProtected(first.headers, { ...policies, 'cache-control': 'public, max-age=86400' });
    // As browsers send it, and fetch does not, which asks for no cached answer then.
    const headers = { 'if-none-match': first.headers.get('etag') ?? '', 'cache-control': 'max-age=0' };
    const second = await send(server, route, { headers });
    expect(second.status).toBe(304);
    expectProtected(second.headers, policies);
  });

  test.each(['/docs', '/redoc'])('200, with the page %s, which runs only scripts of our own', async (path) => {
    const { status, headers } = await send(server, `GET ${path}`);
    expect(status).toBe(200);
    expectProtected(headers, { ...policies, 'cache-control': 'no-store' });
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"]),
    );
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  });

  test('500 and 503, when the database is broken', async () => {
    await runSql(server.database, 'alter table issue_label rename to lost_label; delete from kysely_migration');
    const token = ada.access_token;
    const answers = [
      await send(server, 'GET /api/v1/issues/1', { token }),
      await send(server, 'GET /trpc/issue.get?input={"id":"1"}', { token }),
      await send(server, 'GET /health/ready'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 503]);
    for (const { headers } of answers) expectProtected(headers);
  });
});
