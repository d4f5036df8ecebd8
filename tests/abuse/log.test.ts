// Runs on sqlite: it tests what lies above the database.

// T31: what the log of a server says, and what it does not say.

import { createHash } from 'node:crypto';
import { serveTargetForTest } from '@docket/kit/served-target';
import { call, logIn, production, send, sendRaw, signUp, startServer } from '@docket/kit/target';
import { bringWorldTo } from '@docket/kit/world';
import { expect, test, vi } from 'vitest';
import { inputOf, rows } from '../cases/index.ts';
import { listOperations } from './operations.ts';

const server = await startServer(production);

test('T31: the log says of each request who called what, and what came of it', async () => {
  const ada = await signUp(server, 'ada');
  const sentAt = performance.now();
  await send(server, 'GET /api/v1/issues?page=2', { token: ada.access_token, headers: { 'x-request-id': 'mine' } });
  const [line = ''] = /^.*"mine".*$/m.exec(await server.logWith('"mine"')) ?? [];
  const took = performance.now() - sentAt; // until it was logged, which is after the answer
  const { duration_ms, ...entry } = JSON.parse(line);
  expect(duration_ms).toBeGreaterThan(0);
  expect(duration_ms).toBeLessThanOrEqual(took);
  expect(entry).toMatchObject({
    request_id: 'mine',
    method: 'GET',
    path: '/api/v1/issues',
    status: 200,
    actor: `user:${ada.id}`,
    address: '127.0.0.1',
  });
});

test('C8: no path fills the log, at no address', async () => {
  const operations = await listOperations(server);
  const filler = 'x'.repeat(15_000);
  const routes = operations.map(({ method, path }) => `${method} ${path}${filler}`);
  routes.push(`GET /${filler}`, `GET /${'/%E0'.repeat(3000)}`, `GET /trpc/${filler}`, `GET /docs/assets/${filler}`);
  for (const [at, route] of routes.entries()) await send(server, route, { headers: { 'x-request-id': `long-${at}` } });
  const log = await server.logWith(`"long-${routes.length - 1}"`);
  const lines = log.split('\n').filter((line) => line.includes('"long-'));
  expect(lines).toHaveLength(routes.length);
  for (const line of lines) {
    expect(JSON.parse(line).path).toHaveLength(200);
    expect(line.length).toBeLessThan(1000);
  }
});

test('says who called behind a proxy that is trusted, and no more than an address can have', async () => {
  const server = await serveTargetForTest({ ...production, TRUSTED_PROXIES: '["loopback"]' });
  const said = async (forwarded: string, id: string) => {
    await send(server, 'GET /health', { headers: { 'x-forwarded-for': forwarded, 'x-request-id': id } });
    const [line = ''] = new RegExp(`^.*"${id}".*$`, 'm').exec(await server.logWith(`"${id}"`)) ?? [];
    return JSON.parse(line).address;
  };
  expect(await said('203.0.113.7', 'one')).toBe('203.0.113.7');
  expect(await said('x'.repeat(5000), 'two')).toBe('x'.repeat(64));
});

test.each([
  ['no HTTP', 'c4n4ry\r\n\r\n', 400, 'HPE_INVALID_METHOD'],
  ['a header without a colon', 'GET /c4n4ry HTTP/1.1\r\nHost: a\r\nc4n4ry\r\n\r\n', 400, 'HPE_INVALID_HEADER_TOKEN'],
  [
    'two lengths',
    'POST /c4n4ry HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    400,
    '',
  ],
  [
    'headers without end',
    `GET / HTTP/1.1\r\nHost: a\r\nX: ${'c4n4ry'.repeat(4000)}\r\n\r\n`,
    431,
    'HPE_HEADER_OVERFLOW',
  ],
])('leaves a line of a request that Node itself refuses: %s', async (_, bytes, status, reason) => {
  const answer = await sendRaw(server, bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  const [, id = 'none'] = /x-request-id: (\S+)/.exec(answer) ?? [];
  const log = await server.logWith(id);
  const [line = ''] = new RegExp(`^.*"${id}".*$`, 'm').exec(log) ?? [];
  expect(JSON.parse(line)).toMatchObject({
    level: 30,
    status,
    address: '127.0.0.1',
    reason: expect.stringContaining(reason),
  });
  expect(line).not.toContain('c4n4ry');
});

/** Every wrong password that the case rows have. */
const guesses = Object.entries(rows).flatMap(([procedure, { fails }]) =>
  fails
    .filter(({ code }) => ['invalid_credentials', 'login_inactive', 'wrong_password'].includes(code))
    .map((one) => ({ procedure, ...one })),
);

test.each(guesses)(
  'C29: leaves a line of a failed login: $procedure, $code',
  async ({ procedure, as, code, ...given }) => {
    const world = await bringWorldTo(server.database);
    const { users } = world;
    const input = inputOf(given, world) as Record<string, string>;
    const token = as === 'anonymous' ? undefined : (await logIn(server, as)).access_token;
    const { username } = input;
    const typed = { ...input, ...(username && { username: ` ${username.toUpperCase()} ` }) };
    const { headers } = await call(server, procedure, { token, input: typed });
    const id = headers.get('x-request-id') ?? 'none';
    const line = await vi.waitFor(async () => {
      const [found] = new RegExp(`^.*${id}.*failed login.*$`, 'm').exec(await server.logWith(id)) ?? [];
      return found ?? Promise.reject(new Error('There is no such line yet'));
    }, 60_000);
    const whose = username ? { name_hash: createHash('sha256').update(username).digest('hex').slice(0, 8) } : {};
    const user = users[as as keyof typeof users]?.user.id;
    expect(JSON.parse(line)).toEqual({
      ...{ level: 40, time: expect.any(Number), pid: expect.any(Number), hostname: expect.any(String) },
      ...{ request_id: id, msg: 'failed login', code, address: '127.0.0.1', ...(username ? whose : { user_id: user }) },
    });
  },
);
