// Runs on sqlite: it tests what lies above the database.

import { TEST_PASSWORD } from '@docket/kit/docket';
import { afterEach, expect, test, vi } from 'vitest';
import { openBrowser } from './cookie-browser.ts';
import { codeOf, holdBack, TOKEN_LIFE_MS } from './served-world.ts';

// Several tabs have one cookie, and a refresh token that is used twice ends the session.

afterEach(() => {
  vi.unstubAllGlobals();
});

const bob = { username: 'bob', password: TEST_PASSWORD };

/** The lock of a client, as tabs see it. */
const lockOf = (url: string) => `docket session ${url}`;

const somebodyWaits = () => vi.waitUntil(async () => (await navigator.locks.query()).pending?.length === 1, 60_000);

test.each([
  { runtime: 'with Web Locks', hasLocks: true },
  { runtime: 'without Web Locks', hasLocks: false },
])('renews in turn in several tabs that expire at once, $runtime', async ({ hasLocks }) => {
  if (!hasLocks) vi.stubGlobal('navigator', {});
  const { openPage, clock, count } = await openBrowser();
  const pages = Array.from({ length: 8 }, () => openPage());

  for (let round = 1; round <= 3; round += 1) {
    const users = await Promise.all(pages.map((page) => page.user.me.query()));
    expect(users.map(({ username }) => username)).toEqual(Array(8).fill('ada'));
    expect(count('auth.refreshSession')).toBe(8 * round);
    clock.advance(TOKEN_LIFE_MS);
  }
});

test.each([
  { runtime: 'with Web Locks', hasLocks: true },
  { runtime: 'without Web Locks', hasLocks: false },
])('does not keep its turn when the refresh fails, $runtime', async ({ hasLocks }) => {
  if (!hasLocks) vi.stubGlobal('navigator', {});
  const { openPage } = await openBrowser();
  const offline = openPage(() => Promise.reject(new TypeError('No network')));

  const [failure, user] = await Promise.all([codeOf(offline.user.me.query()), openPage().user.me.query()]);

  expect(failure).toContain('No network');
  expect(user).toMatchObject({ username: 'ada' });
});

test('takes its turn under the lock that other tabs ask for', async () => {
  const { openPage, url, count } = await openBrowser();
  const page = openPage();
  let call: Promise<unknown> | undefined;
  await navigator.locks.request(lockOf(url), async () => {
    call = page.user.me.query();
    await somebodyWaits();
    expect(count('auth.refreshSession')).toBe(0);
  });
  expect(await call).toMatchObject({ username: 'ada' });
});

test('lets a logout wait for the refresh of another tab, so that no cookie comes back', async () => {
  const { openPage, cookies } = await openBrowser();
  const { gate, fetch } = holdBack('auth.refreshSession');
  const slow = openPage(fetch);
  const page = openPage();
  await page.user.me.query();
  gate.closed = true;
  const call = codeOf(slow.user.me.query());
  await gate.arrived;
  const logout = page.auth.logout.mutate();
  await somebodyWaits();

  gate.release();

  await logout;
  await call;
  expect(cookies.size).toBe(0);
  expect(await codeOf(slow.user.me.query())).toBe('unauthenticated');
  expect(await codeOf(page.user.me.query())).toBe('unauthenticated');
});

test('stays with a login that was made while the first call of the page was under way', async () => {
  const { openPage, cookies } = await openBrowser();
  const { gate, fetch } = holdBack('auth.refreshSession');
  const page = openPage(fetch);
  gate.closed = true;
  const early = page.user.me.query();
  await gate.arrived;
  const login = page.auth.startSession.mutate(bob);
  await somebodyWaits();

  gate.release();

  await login;
  await early;
  expect(await page.user.me.query()).toMatchObject({ username: 'bob' });
  expect(cookies.size).toBe(1);
  expect(await openPage().user.me.query()).toMatchObject({ username: 'bob' });
});

test('does not make a call of one user as the user who logged in in another tab', async () => {
  const { openPage, clock } = await openBrowser();
  const [first, second] = [openPage(), openPage()];
  await first.user.me.query();
  await second.auth.startSession.mutate(bob);
  expect(await first.user.me.query()).toMatchObject({ username: 'ada' });
  clock.advance(TOKEN_LIFE_MS);

  expect(await codeOf(first.user.me.query())).toBe('unauthenticated');

  expect(await first.user.me.query()).toMatchObject({ username: 'bob' });
});

test('goes on when the same user logs in again in another tab', async () => {
  const { openPage, clock } = await openBrowser();
  const [first, second] = [openPage(), openPage()];
  await first.user.me.query();
  await second.auth.startSession.mutate({ username: 'ada', password: TEST_PASSWORD });
  clock.advance(TOKEN_LIFE_MS);
  expect(await first.user.me.query()).toMatchObject({ username: 'ada' });
});

test('notices at its next call that another tab has logged out', async () => {
  const { openPage, count } = await openBrowser();
  const [first, second] = [openPage(), openPage()];
  await first.user.me.query();
  await second.auth.logout.mutate();
  expect(await codeOf(first.user.me.query())).toBe('unauthenticated');
  expect(await codeOf(first.user.me.query())).toBe('unauthenticated');
  expect(count('auth.refreshSession')).toBe(3);
});

test('gives the answer to a page that was left in the middle of a refresh time to arrive', async () => {
  const { openPage, url, count } = await openBrowser();
  const marks = new Map<string, string>();
  vi.stubGlobal('document', {});
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => marks.get(name) ?? null,
    setItem: (name: string, value: string) => void marks.set(name, value),
    removeItem: (name: string) => void marks.delete(name),
  });
  const { gate, fetch } = holdBack('auth.refreshSession');
  gate.closed = true;
  const leftCall = codeOf(openPage(fetch).user.me.query());
  await gate.arrived;
  // Leaving a page frees its lock and stops its scripts, but not its request.
  await navigator.locks.request(lockOf(url), { steal: true }, async () => undefined);
  for (const name of marks.keys()) marks.set(name, String(Date.now() - 2_500));

  const call = openPage().user.me.query();
  await vi.waitUntil(async () => (await navigator.locks.query()).held?.length === 1, 60_000);
  expect(count('auth.refreshSession')).toBe(1);
  gate.release();

  expect(await call).toMatchObject({ username: 'ada' });
  await leftCall;
  expect(marks.size).toBe(0);
});

test('renews where the page may not use its storage', async () => {
  vi.stubGlobal('document', {});
  vi.stubGlobal('localStorage', undefined);
  const { openPage } = await openBrowser();
  expect(await openPage().user.me.query()).toMatchObject({ username: 'ada' });
});
