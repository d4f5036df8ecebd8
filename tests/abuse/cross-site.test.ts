// Runs on sqlite: it tests what lies above the database.

// T4: what a page of another site can make the browser of a logged-in user send.

import { randomUUID } from 'node:crypto';
import { serveTarget, serveTargetForTest } from '@docket/kit/served-target';
import {
  type Account,
  cookiesOf,
  PASSWORD,
  production,
  type Sent,
  type ServedTarget,
  send,
  signUp,
} from '@docket/kit/target';
import { describe, expect, test } from 'vitest';

const listed = 'https://app.example.org';
const server = await serveTarget({ ...production, CORS_ORIGINS: `["${listed}"]` });
const { host } = new URL(server.url);

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
  { origin: 'https://127.0.0.1:1' },
  { origin: 'https://127.0.0.1' },
];

const own: Record<string, string>[] = [
  {},
  { 'sec-fetch-site': 'same-origin' },
  { 'sec-fetch-site': 'none' },
  { 'sec-fetch-site': 'cross-site', origin: listed },
  { 'sec-fetch-site': 'same-site', origin: listed },
  { origin: listed },
  { origin: `https://${host}` },
];

type Browser = { token: string; cookie: string; credentials: { username: string; password: string } };

const REFRESH = 'POST /api/v1/auth/session/refresh';

/** The browser of a new user, logged in with a cookie. */
async function openBrowser(target: ServedTarget = server): Promise<Browser> {
  const credentials = { username: `user-${randomUUID().slice(0, 8)}`, password: PASSWORD };
  await signUp(target, credentials.username);
  const started = await send<Account>(target, 'POST /api/v1/auth/session', { json: credentials });
  return { token: started.json.access_token, cookie: cookiesOf(started), credentials };
}

/** Expects that no session begins, ends or is renewed while `attack` goes on. */
async function expectUntouched({ token, cookie }: Browser, attack: () => Promise<void>): Promise<void> {
  const sessions = async () => {
    const { status, json } = await send<{ items: { id: string }[] }>(server, 'GET /api/v1/auth/sessions', { token });
    return [status, ...json.items.map(({ id }) => id)];
  };
  const before = await sessions();
  expect(before).toHaveLength(3); // that of signing up, and the browser's
  await attack();
  expect(await sessions()).toEqual(before);
  expect((await send(server, REFRESH, { headers: { cookie } })).status).toBe(200); // it was not used up
}

describe('T4: a page of another site', () => {
  test.each(foreign)('with %j begins, renews and ends no cookie session', async (headers) => {
    const browser = await openBrowser();
    const { token, cookie, credentials: json } = browser;
    const calls: [string, Sent][] = [
      ['/api/v1/auth/session', { json }],
      ['/api/v1/auth/session/refresh', {}], // no body, and so no content type to refuse
      ['/api/v1/auth/session/refresh', { json: {} }],
      ['/api/v1/auth/session/read', {}],
      ['/api/v1/auth/logout', { token }],
      ['/trpc/auth.startSession', { json }],
      ['/trpc/auth.refreshSession', { json: {} }],
      ['/trpc/auth.readSession', { json: {} }],
      ['/trpc/auth.logout', { json: {}, token }],
    ];
    await expectUntouched(browser, async () => {
      for (const [path, sent] of calls) {
        const answer = await send(server, `POST ${path}`, { ...sent, headers: { ...headers, cookie } });
        expect([answer.status, answer.text], path).toEqual([403, expect.stringContaining('cross_site_request')]);
        expect(answer.headers.getSetCookie()).toEqual([]);
      }
    });
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'posts no %s, wherever it says that it comes from',
    async (type) => {
      const browser = await openBrowser();
      const { token, cookie, credentials } = browser;
      const paths = ['session', 'session/refresh', 'session/read', 'logout'].map((name) => `/api/v1/auth/${name}`);
      const twins = ['startSession', 'refreshSession', 'readSession', 'logout'].map((name) => `/trpc/auth.${name}`);
      await expectUntouched(browser, async () => {
        for (const path of [...paths, ...twins]) {
          for (const headers of [{ cookie }, { cookie, 'sec-fetch-site': 'same-origin' }]) {
            const body = Buffer.from(JSON.stringify(credentials));
            const answer = await send(server, `POST ${path}`, { token, type, body, headers });
            expect([answer.status, answer.headers.getSetCookie()], path).toEqual([415, []]);
          }
        }
      });
    },
  );

  test('hides no call among others of one batch', async () => {
    const browser = await openBrowser();
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example', cookie: browser.cookie };
    await expectUntouched(browser, async () => {
      const route = 'POST /trpc/auth.refreshSession,auth.refreshSession?batch=1';
      const { json } = await send<unknown[]>(server, route, { json: {}, headers });
      expect(json).toHaveLength(2);
      expect(json).toMatchObject(Array(2).fill({ error: { data: { code: 'cross_site_request' } } }));
    });
  });
});

test.each(own)('our own pages, listed origins and programs, with %j, use cookie sessions', async (given) => {
  const { cookie, credentials: json } = await openBrowser();
  const headers = { ...given, cookie };
  const renewed = await send<Account>(server, REFRESH, { headers });
  expect(renewed.status).toBe(200);
  const ended = await send(server, 'POST /api/v1/auth/logout', { token: renewed.json.access_token, headers });
  expect([ended.status, cookiesOf(ended)]).toEqual([204, expect.stringMatching(/^__Host-docket_refresh_\d+=$/)]);
  expect((await send(server, 'POST /trpc/auth.startSession', { json, headers })).status).toBe(200);
});

test('with CORS_ORIGINS ["*"], in development, every page is one of ours', async () => {
  const target = await serveTargetForTest({ CORS_ORIGINS: '["*"]' });
  const { cookie } = await openBrowser(target);
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:5173', cookie };
  expect((await send(target, REFRESH, { headers })).status).toBe(200);
});

describe('in production', () => {
  test('the cookie is bound to this host and to HTTPS by its name', async () => {
    const { credentials: json } = await openBrowser();
    const { headers } = await send(server, 'POST /api/v1/auth/session', { json });
    expect(headers.get('set-cookie')).toMatch(
      /^__Host-docket_refresh_\d+=dkr_[\w-]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
  });

  test('a cookie of the plain name, which another host may have planted, is not read', async () => {
    const { cookie } = await openBrowser();
    const refresh = (sent: string) => send(server, REFRESH, { headers: { cookie: sent } });
    expect((await refresh(cookie.replace('__Host-', ''))).status).toBe(401);
    expect((await refresh(cookie)).status).toBe(200);
  });

  test('logout takes the cookie from the browser', async () => {
    const { token, cookie } = await openBrowser();
    const { headers } = await send(server, 'POST /api/v1/auth/logout', { token, headers: { cookie } });
    expect(headers.get('set-cookie')).toMatch(
      /^__Host-docket_refresh_\d+=; (Max-Age=0; )?Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Strict$/,
    );
  });
});
