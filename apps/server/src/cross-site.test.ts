// T4: what a page of another site can make a browser send.

import { TEST_PASSWORD } from '@docket/router/testing';
import { describe, expect, test } from 'vitest';
import { openTestServer } from './testing.ts';

const settings = { CORS_ORIGINS: '["https://app.example.org"]' };
const credentials = { username: 'ada', password: TEST_PASSWORD };
const host = 'api.example.org';

const foreign: Record<string, string>[] = [
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site', origin: 'null' },
  { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
  { 'sec-fetch-site': 'same-site', origin: `https://${host}` },
  { 'sec-fetch-site': 'same-origin, cross-site', origin: 'https://evil.example' },
  { 'sec-fetch-site': 'something new' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'https://app.example.org.evil.example' },
  { origin: 'https://APP.example.org' },
  { origin: 'https://app.example.org, https://evil.example' },
  { origin: `https://${host}:8443` },
];

const own: Record<string, string>[] = [
  {},
  { 'sec-fetch-site': 'same-origin' },
  { 'sec-fetch-site': 'none' },
  { 'sec-fetch-site': 'cross-site', origin: 'https://app.example.org' },
  { 'sec-fetch-site': 'same-site', origin: 'https://app.example.org' },
  { origin: 'https://app.example.org' },
  { origin: `https://${host}` },
];

/** A server and a browser that is logged in to it with a cookie. */
async function openSession(given: Record<string, string> = settings) {
  const server = await openTestServer(given);
  await server.docket.createUser('ada');
  const started = await server.request({ method: 'POST', url: '/api/v1/auth/session', payload: credentials });
  const cookies = { docket_refresh: String(started.cookies[0]?.value) };
  const token: string = started.json().access_token;
  const sessions = async () => {
    const rows = await server.docket.database.read.selectFrom('session').selectAll().execute();
    return JSON.stringify(rows);
  };
  return { ...server, cookies, token, sessions };
}

describe('T4: a page of another site', () => {
  test.each(foreign)('with %j begins, renews and ends no cookie session', async (headers) => {
    const { request, cookies, token, sessions } = await openSession();
    const before = await sessions();
    const calls = [
      { url: '/api/v1/auth/session', payload: credentials },
      { url: '/api/v1/auth/session/refresh' }, // no body, and so no content type to refuse
      { url: '/api/v1/auth/session/refresh', payload: {} },
      { url: '/api/v1/auth/logout', token },
      { url: '/trpc/auth.startSession', payload: credentials },
      { url: '/trpc/auth.refreshSession', payload: {} },
      { url: '/trpc/auth.logout', payload: {}, token },
    ];
    for (const call of calls) {
      const response = await request({ method: 'POST', ...call, cookies, headers: { ...headers, host } });
      expect([response.statusCode, response.body], call.url).toEqual([
        403,
        expect.stringContaining('cross_site_request'),
      ]);
      expect(response.headers).not.toHaveProperty('set-cookie');
    }
    expect(await sessions()).toBe(before);
    expect((await request({ method: 'POST', url: '/api/v1/auth/session/refresh', cookies })).statusCode).toBe(200);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'posts no %s, wherever it says that it comes from',
    async (type) => {
      const { request, cookies, sessions } = await openSession();
      const before = await sessions();
      const payload = JSON.stringify(credentials);
      for (const url of [
        '/api/v1/auth/session',
        '/api/v1/auth/session/refresh',
        '/api/v1/auth/logout',
        '/trpc/auth.startSession',
        '/trpc/auth.refreshSession',
        '/trpc/auth.logout',
      ]) {
        const response = await request({ method: 'POST', url, cookies, headers: { 'content-type': type }, payload });
        expect(response.statusCode, url).toBe(415);
      }
      expect(await sessions()).toBe(before);
    },
  );

  test('hides no call among others of one batch', async () => {
    const { request, cookies, sessions } = await openSession();
    const before = await sessions();
    const url = '/trpc/auth.refreshSession,auth.refreshSession?batch=1';
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    const response = await request({ method: 'POST', url, cookies, headers, payload: {} });
    expect(response.json()).toHaveLength(2);
    expect(response.json()).toMatchObject(Array(2).fill({ error: { data: { code: 'cross_site_request' } } }));
    expect(await sessions()).toBe(before);
  });
});

test.each(own)('our own pages, listed origins and programs, with %j, use cookie sessions', async (headers) => {
  const { request, cookies } = await openSession();
  const call = { method: 'POST', headers: { ...headers, host } } as const;
  const renewed = await request({ ...call, url: '/api/v1/auth/session/refresh', cookies });
  expect(renewed.statusCode).toBe(200);
  const token: string = renewed.json().access_token;
  const ended = await request({ ...call, url: '/api/v1/auth/logout', token });
  expect([ended.statusCode, ended.cookies[0]]).toEqual([204, expect.objectContaining({ value: '' })]);
  expect((await request({ ...call, url: '/trpc/auth.startSession', payload: credentials })).statusCode).toBe(200);
});

test('with CORS_ORIGINS ["*"], in development, every page is one of ours', async () => {
  const { request, cookies } = await openSession({ CORS_ORIGINS: '["*"]' });
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:5173' };
  const response = await request({ method: 'POST', url: '/api/v1/auth/session/refresh', cookies, headers });
  expect(response.statusCode).toBe(200);
});

describe('in production', () => {
  const production = { ENVIRONMENT: 'production', SECRET_KEY: 'f3b1c7d90a5e482bb6f1de0c937a64d8' };

  test('the cookie is bound to this host and to HTTPS by its name', async () => {
    const { docket, request } = await openTestServer(production, false);
    await docket.createUser('ada');
    const { headers } = await request({ method: 'POST', url: '/api/v1/auth/session', payload: credentials });
    expect(headers['set-cookie']).toMatch(
      /^__Host-docket_refresh=dkr_[\w-]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
  });

  test('a cookie of the plain name, which another host may have planted, is not read', async () => {
    const { docket, request } = await openTestServer(production, false);
    const { refresh_token } = await docket.createUser('ada');
    const refresh = (name: string) =>
      request({ method: 'POST', url: '/api/v1/auth/session/refresh', cookies: { [name]: refresh_token } });
    expect((await refresh('docket_refresh')).statusCode).toBe(401);
    expect((await refresh('__Host-docket_refresh')).statusCode).toBe(200);
  });

  test('logout takes the cookie from the browser', async () => {
    const { docket, request } = await openTestServer(production, false);
    const { access_token: token } = await docket.createUser('ada');
    const { headers } = await request({ method: 'POST', url: '/api/v1/auth/logout', token });
    expect(headers['set-cookie']).toMatch(
      /^__Host-docket_refresh=; (Max-Age=0; )?Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Strict$/,
    );
  });
});
