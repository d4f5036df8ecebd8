// Limits as they show on the wire, with their number in the project's list of threats.

import { createTestDatabase } from '@docket/db/testing';
import { TEST_PASSWORD } from '@docket/router/testing';
import type { LightMyRequestResponse } from 'fastify';
import { describe, expect, test } from 'vitest';
import { openTestServer, type TestServer } from './testing.ts';

const wrong = { username: 'ada', password: 'a guess' };
const right = { username: 'ada', password: TEST_PASSWORD };

/** A server with Ada's account, and what strangers and she do there. */
async function withAda(settings: Record<string, string>) {
  const server = await openTestServer(settings);
  const ada = await server.docket.createUser('ada');
  const login = (payload: object, options: { remoteAddress?: string; headers?: Record<string, string> } = {}) =>
    server.request({ method: 'POST', url: '/api/v1/auth/login', payload, ...options });
  return { ...server, ada, login };
}

async function statusesOf(calls: Promise<LightMyRequestResponse>[]): Promise<number[]> {
  return (await Promise.all(calls)).map(({ statusCode }) => statusCode);
}

function batch({ request }: TestServer, procedure: string, inputs: object[]): Promise<LightMyRequestResponse> {
  const url = `/trpc/${inputs.map(() => procedure).join(',')}?batch=1`;
  return request({ method: 'POST', url, payload: Object.fromEntries(inputs.entries()) });
}

function codesOf(response: LightMyRequestResponse): (string | undefined)[] {
  return response.json<{ error?: { data: { code: string } } }[]>().map(({ error }) => error?.data.code);
}

describe('T6: a batch', () => {
  test('of ten logins counts as ten', async () => {
    const server = await withAda({ RATE_LIMIT_LOGINS: '4' });
    const codes = codesOf(await batch(server, 'auth.login', Array(10).fill(wrong)));
    expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(4);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(6);
    expect((await server.login(right)).statusCode).toBe(429);
  });

  test('of ten mutations counts as ten, and says the least that was left of each limit', async () => {
    const server = await openTestServer({ RATE_LIMIT_WRITES: '7', RATE_LIMIT_LOGINS: '20' });
    const inputs = Array.from({ length: 10 }, (_, at) => ({ username: at < 5 ? 'ada' : 'bob', password: 'a guess' }));
    const response = await batch(server, 'auth.login', inputs);
    expect(codesOf(response).filter((code) => code === 'rate_limited')).toHaveLength(3);
    expect(response.headers['ratelimit-policy']).toBe(
      '"write";q=7;w=60, "login-address";q=100;w=900, "login";q=20;w=900',
    );
    expect(response.headers['ratelimit']).toBe('"write";r=0;t=60, "login-address";r=93;t=900, "login";r=15;t=900');
    expect(response.headers['retry-after']).toBe('60');
  });
});

test('T7: no spelling of an address is a limit of its own', async () => {
  const { request } = await withAda({ RATE_LIMIT_WRITES: '3' });
  const spellings = [
    '/api/v1/auth/login',
    '/api/v1/auth/login/',
    '/api/v1/auth/%6Cogin',
    '/api/v1/auth/%256Cogin',
    '/API/v1/auth/login',
    '/api/v1//auth/login',
    '/token',
    '/trpc/auth.login',
    '/trpc/auth.%6Cogin',
    '/trpc/auth.%256Cogin',
    '/trpc/auth%2Elogin',
    '/trpc/Auth.Login',
    '/trpc/auth.login/',
  ];
  const payload = JSON.stringify(wrong);
  const headers = { 'content-type': 'application/json' };
  const statuses: number[] = [];
  for (const url of [...spellings, ...spellings]) {
    statuses.push((await request({ method: 'POST', url, headers, payload })).statusCode);
  }
  expect(statuses.filter((status) => status === 401)).toHaveLength(3);
  expect(new Set(statuses.slice(spellings.length))).toEqual(new Set([404, 429]));
});

test('T19: asking by registration who has an account is limited', async () => {
  const { request } = await withAda({ RATE_LIMIT_SIGNUPS: '2' });
  const register = (email: string) =>
    request({ method: 'POST', url: '/api/v1/auth/register', payload: { email, password: TEST_PASSWORD } });
  expect((await register('ada@example.org')).statusCode).toBe(409);
  const registered = await register('bob@example.org');
  expect(registered.headers['ratelimit']).toContain('"signup";r=0;t=3600');
  for (const email of ['ada@example.org', 'eve@example.org']) {
    const refused = await register(email);
    expect(refused.statusCode).toBe(429);
    expect(refused.headers['retry-after']).toBe('3600');
  }
});

describe('T20: guesses from many addresses', () => {
  const settings = { RATE_LIMIT_LOGINS: '5', TRUSTED_PROXIES: '["127.0.0.1"]' };
  const through = (address: string) => ({ headers: { 'x-forwarded-for': address } });

  async function guessedAt() {
    const server = await withAda(settings);
    const guesses = Array.from({ length: 12 }, (_, at) => server.login(wrong, through(`198.51.100.${at}`)));
    const statuses = await statusesOf(guesses);
    return { server, statuses };
  }

  test('are limited for the account', async () => {
    const { server, statuses } = await guessedAt();
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
    expect((await server.login(right, through('203.0.113.99'))).statusCode).toBe(429);
    server.docket.clock.advance(15 * 60 * 1000);
    expect((await server.login(right, through('203.0.113.99'))).statusCode).toBe(200);
  });

  test('do not end the session of the owner', async () => {
    const { server } = await guessedAt();
    const { access_token: token, refresh_token } = server.ada;
    expect((await server.request({ url: '/api/v1/users/me', token })).statusCode).toBe(200);
    const refreshed = await server.request({
      method: 'POST',
      url: '/api/v1/auth/refresh',
      payload: { refresh_token },
    });
    expect(refreshed.statusCode).toBe(200);
  });

  test('do not lock the owner out where a session was begun before, by the /64 of IPv6', async () => {
    const { server } = await guessedAt();
    const at = server.docket.clock.now.toISOString();
    const times = { created_at: at, last_used_at: at, expires_at: at, revoked_at: at };
    const session = { id: 'ended', user_id: server.ada.user.id, ...times, address: '2001:db8:0:1::1' };
    await server.docket.database.write((db) => db.insertInto('session').values(session).execute());
    const atHome = through('2001:db8:0:1::2');
    expect((await server.login(right, atHome)).statusCode).toBe(200);
    expect((await server.login(right, through('2001:db8:0:2::1'))).statusCode).toBe(429);
    // Whoever is at home with the owner guesses no more often than anyone.
    const statuses = await statusesOf(Array.from({ length: 10 }, () => server.login(wrong, atHome)));
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
  });

  test('are limited for a name that nobody has, as if somebody had it', async () => {
    const { server } = await guessedAt();
    const nobody = { username: 'nobody', password: 'a guess' };
    const guesses = Array.from({ length: 12 }, (_, at) => server.login(nobody, through(`198.51.100.${at}`)));
    expect((await statusesOf(guesses)).filter((status) => status === 401)).toHaveLength(5);
  });
});

describe('T26: X-Forwarded-For', () => {
  const forwarded = (address: string) => ({ headers: { 'x-forwarded-for': address } });

  test('is ignored when no proxy is trusted', async () => {
    const { login } = await withAda({ RATE_LIMIT_WRITES: '2' });
    const calls = [1, 2, 3].map((at) => login(wrong, forwarded(`198.51.100.${at}`)));
    expect((await statusesOf(calls)).toSorted()).toEqual([401, 401, 429]);
  });

  test('is ignored when it comes from elsewhere than the proxy, and as far as the proxy did not write it', async () => {
    const { login } = await withAda({ RATE_LIMIT_WRITES: '2', TRUSTED_PROXIES: '["10.0.0.0/8"]' });
    const direct = [1, 2, 3].map((at) =>
      login(wrong, { ...forwarded(`198.51.100.${at}`), remoteAddress: '192.0.2.1' }),
    );
    expect((await statusesOf(direct)).toSorted()).toEqual([401, 401, 429]);
    const atProxy = { remoteAddress: '10.1.2.3' };
    const forged = [4, 5, 6].map((at) => login(wrong, { ...forwarded(`198.51.100.${at}, 192.0.2.2`), ...atProxy }));
    expect((await statusesOf(forged)).toSorted()).toEqual([401, 401, 429]);
  });
});

describe('T32: limits', () => {
  test('show in every answer, and a refusal says when to come back, at both doors', async () => {
    const { ada, request } = await withAda({ RATE_LIMIT_READS: '4' });
    for (const [at, url] of ['/api/v1/issues', '/trpc/issue.list?input={}'].entries()) {
      const { headers } = await request({ url, token: ada.access_token });
      expect(headers['ratelimit-policy']).toBe('"read";q=4;w=60');
      expect(headers['ratelimit']).toMatch(new RegExp(`^"read";r=${3 - at};t=(60|59)$`));
    }
    const missing = await request({ url: '/api/v1/issues/42', token: ada.access_token });
    expect(missing.statusCode).toBe(404);
    expect(missing.headers['ratelimit']).toContain('"read";r=1');
    await request({ url: '/api/v1/issues', token: ada.access_token });

    const rest = await request({ url: '/api/v1/issues', token: ada.access_token });
    const seconds = Number(rest.headers['retry-after']);
    expect(seconds).toBeGreaterThan(50);
    expect(rest.json()).toMatchObject({
      status: 429,
      code: 'rate_limited',
      detail: `Too many queries: try again in ${seconds} seconds`,
    });
    const trpc = await request({ url: '/trpc/issue.list?input={}', token: ada.access_token });
    expect(trpc.statusCode).toBe(429);
    expect(trpc.headers).toMatchObject({ 'retry-after': expect.any(String), ratelimit: rest.headers['ratelimit'] });
  });

  test('hold for bad tokens too, by address, and for each user apart', async () => {
    const { ada, docket, request } = await withAda({ RATE_LIMIT_READS: '2' });
    const withToken = (token: string) => request({ url: '/api/v1/users/me', token });
    const strangers = await statusesOf(['bad', 'worse', 'worst'].map(withToken));
    expect(strangers.toSorted()).toEqual([401, 401, 429]);
    const hers = await statusesOf([1, 2, 3].map(() => withToken(ada.access_token)));
    expect(hers.toSorted()).toEqual([200, 200, 429]);
    expect((await withToken((await docket.createUser('bob')).access_token)).statusCode).toBe(200);
  });

  test('can be read by pages of other origins', async () => {
    const { request } = await openTestServer();
    const { headers } = await request({ url: '/api/v1/issues', headers: { origin: 'http://localhost:3000' } });
    expect(headers['access-control-expose-headers']).toMatch(/RateLimit, RateLimit-Policy, Retry-After/);
  });
});

test('wrong passwords count over a restart', async () => {
  const settings = { DATABASE_URL: await createTestDatabase(), RATE_LIMIT_LOGINS: '2' };
  const first = await withAda(settings);
  expect(await statusesOf([first.login(wrong), first.login(wrong)])).toEqual([401, 401]);
  await first.app.close();
  await first.docket.close();
  const { request } = await openTestServer(settings);
  expect((await request({ method: 'POST', url: '/api/v1/auth/login', payload: right })).statusCode).toBe(429);
});
