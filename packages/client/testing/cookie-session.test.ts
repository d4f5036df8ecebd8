// Runs on sqlite: it tests what lies above the database.

import { TEST_PASSWORD } from '@docket/kit/docket';
import { afterEach, expect, test, vi } from 'vitest';
import { openBrowser } from './cookie-browser.ts';
import { codeOf, expireSoon, type Fetch, logIn, TOKEN_LIFE_MS } from './served-world.ts';

afterEach(() => {
  vi.useRealTimers();
});

const bob = { username: 'bob', password: TEST_PASSWORD };

test('takes up the session of the cookie on a fresh page, once for many calls', async () => {
  const { openPage, count, requests } = await openBrowser();
  const page = openPage();

  const users = await Promise.all(Array.from({ length: 25 }, () => page.user.me.query()));

  expect(users.map(({ username }) => username)).toEqual(Array(25).fill('ada'));
  expect(count('auth.refreshSession')).toBe(1);
  expect(count('user.me')).toBe(25);
  const calls = requests.filter(({ path }) => path.includes('user.me'));
  expect(calls.every(({ authorization }) => authorization?.startsWith('Bearer '))).toBe(true);
});

test('is anonymous without a cookie, and does not ask again before somebody logs in', async () => {
  const { openPage, cookies, count } = await openBrowser();
  cookies.clear();
  const page = openPage();
  expect(await Promise.all([codeOf(page.user.me.query()), codeOf(page.issue.list.query({}))])).toEqual([
    'unauthenticated',
    'unauthenticated',
  ]);
  expect(await codeOf(page.user.me.query())).toBe('unauthenticated');
  expect(count('auth.refreshSession')).toBe(1);

  await page.auth.startSession.mutate(bob);

  expect(await page.user.me.query()).toMatchObject({ username: 'bob' });
  expect(count('auth.refreshSession')).toBe(1);
});

test('stays anonymous after a login that failed', async () => {
  const { openPage, cookies } = await openBrowser();
  cookies.clear();
  const page = openPage();
  expect(await codeOf(page.auth.startSession.mutate({ ...bob, password: 'wrong' }))).toBe('invalid_credentials');
  expect(await codeOf(page.user.me.query())).toBe('unauthenticated');
  expect(cookies.size).toBe(0);
});

test('renews an expired access token once for many calls in flight', async () => {
  const { openPage, clock, count } = await openBrowser();
  const page = openPage();
  await page.user.me.query();
  clock.advance(TOKEN_LIFE_MS);

  const users = await Promise.all(Array.from({ length: 25 }, () => page.user.me.query()));

  expect(users.map(({ username }) => username)).toEqual(Array(25).fill('ada'));
  expect(count('auth.refreshSession')).toBe(2);
});

test('renews an access token that is about to expire before it makes the call', async () => {
  const { openPage, count } = await openBrowser();
  const page = openPage();
  await page.user.me.query();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + TOKEN_LIFE_MS - 6_000 });

  await Promise.all([page.user.me.query(), page.user.me.query()]);

  expect(count('auth.refreshSession')).toBe(2);
  expect(count('user.me')).toBe(3);
});

test('goes on with a refresh by hand, and is anonymous when that is refused', async () => {
  const { openPage, cookies, count } = await openBrowser();
  const page = openPage();
  const { access_token } = await page.auth.refreshSession.mutate();
  expect(access_token).toEqual(expect.any(String));
  expect(await page.user.me.query()).toMatchObject({ username: 'ada' });
  expect(count('auth.refreshSession')).toBe(1);

  cookies.clear();
  expect(await codeOf(page.auth.refreshSession.mutate())).toBe('invalid_refresh_token');

  expect(await codeOf(page.user.me.query())).toBe('unauthenticated');
  expect(count('auth.refreshSession')).toBe(2);
});

test('ends the session and its cookie with a logout, also as the first call of a page', async () => {
  const { openPage, cookies, count, requests } = await openBrowser();
  const page = openPage();
  await page.auth.logout.mutate();
  expect(cookies.size).toBe(0);
  expect(await codeOf(page.user.me.query())).toBe('unauthenticated');
  expect(requests.at(-1)?.authorization).toBeUndefined();
  expect(count('auth.refreshSession')).toBe(1);
});

test('says so when it cannot learn whether there is a session, and asks again at the next call', async () => {
  const { openPage, count } = await openBrowser();
  let isDown = true;
  const page = openPage((url, init) =>
    isDown && url.includes('/auth.refreshSession?') ? Promise.reject(new TypeError('No network')) : fetch(url, init),
  );
  expect(await codeOf(page.user.me.query())).toContain('No network');

  isDown = false;

  expect(await page.user.me.query()).toMatchObject({ username: 'ada' });
  expect(count('auth.refreshSession')).toBe(1);
});

test('refuses a login whose tokens it would not keep, before it is sent', async () => {
  const { openPage, requests } = await openBrowser();
  const page = openPage();
  await expect(page.auth.login.mutate(bob)).rejects.toThrow('log in with auth.startSession');
  await expect(page.auth.refresh.mutate({ refresh_token: 'dkr_x' })).rejects.toThrow('auth.refreshSession');
  expect(requests).toEqual([]);
});

test('sends cookies with every call, and lets only calls that change the cookie outlive the page', async () => {
  const { openPage } = await openBrowser();
  const sent: Record<string, unknown>[] = [];
  const page = openPage((url, init) => {
    const [, path] = /trpc\/(.*)\?/.exec(url) ?? [];
    sent.push({ path, credentials: init?.credentials, keepalive: init?.keepalive });
    return fetch(url, init);
  });

  await page.user.me.query();
  await page.auth.startSession.mutate(bob);
  await page.auth.logout.mutate();

  expect(sent).toEqual([
    { path: 'auth.refreshSession', credentials: 'include', keepalive: true },
    { path: 'user.me', credentials: 'include', keepalive: undefined },
    { path: 'auth.startSession', credentials: 'include', keepalive: true },
    { path: 'auth.logout', credentials: 'include', keepalive: true },
  ]);
});

test('neither sends cookies nor outlives the page when the client keeps the tokens itself', async () => {
  const sent: (RequestInit | undefined)[] = [];
  const { docket, store } = await logIn({
    fetch: (url, init) => {
      sent.push(init);
      return fetch(url, init);
    },
  });
  await expireSoon(store);
  await docket.user.me.query();
  expect(sent).toHaveLength(3);
  expect(sent.filter((init) => init?.credentials || init?.keepalive)).toEqual([]);
});

test('goes on after a change of role made its access token void', async () => {
  const { openPage, served, count } = await openBrowser();
  const page = openPage();
  const { id } = await page.user.me.query();
  await served.caller({ system: 'test' }).user.update({ id, role: 'admin' });

  const users = await Promise.all([page.user.me.query(), page.user.me.query()]);

  expect(users).toMatchObject([{ role: 'admin' }, { role: 'admin' }]);
  expect(count('auth.refreshSession')).toBe(2);
});

test('is anonymous after an admin ended the session with a new password', async () => {
  const { openPage, served, count } = await openBrowser();
  const page = openPage();
  const { id } = await page.user.me.query();
  await served.caller({ system: 'test' }).user.update({ id, password: 'difference engine' });
  expect(await codeOf(page.user.me.query())).toBe('unauthenticated');
  expect(await codeOf(page.user.me.query())).toBe('unauthenticated');
  expect(count('auth.refreshSession')).toBe(2);
});

test('goes on with an access token that it cannot read, as a server of another version may give', async () => {
  const { openPage, count } = await openBrowser();
  const strange: Fetch = async (url, init) => {
    const response = await fetch(url, init);
    if (!String(url).includes('auth.refreshSession')) return response;
    const body = (await response.text()).replace(/"access_token":"[^"]+"/, '"access_token":"opaque"');
    return new Response(body, response);
  };
  const page = openPage(strange);
  expect(await codeOf(page.user.me.query())).toBe('unauthenticated'); // the server knows no such token
  expect(count('auth.refreshSession')).toBeGreaterThanOrEqual(1);
});
