// Runs on sqlite: it tests what lies above the database.

import { TEST_PASSWORD } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { createDocketClient, type StoredSession } from '../src/index.ts';
import { memoryStore } from '../src/token-session.ts';
import { codeOf, expireSoon, logIn, TOKEN_LIFE_MS } from './served-world.ts';

test('keeps the session in the store that the caller gives, for the next client to take up', async () => {
  let saved = 'null';
  const session = {
    get: async () => JSON.parse(saved),
    set: async (next: StoredSession | null) => {
      saved = JSON.stringify(next);
    },
  };
  const { url } = await logIn({ session });

  const next = createDocketClient({ url, session });

  expect(await next.user.me.query()).toMatchObject({ username: 'ada' });
});

test('refreshes an expired access token once for many calls in flight', async () => {
  const { docket, clock, count } = await logIn();
  clock.advance(TOKEN_LIFE_MS);

  const users = await Promise.all(Array.from({ length: 25 }, () => docket.user.me.query()));

  expect(users.map(({ username }) => username)).toEqual(Array(25).fill('ada'));
  expect(count('auth.refresh')).toBe(1);
  expect(count('user.me')).toBe(50);
});

test('refreshes an access token that is about to expire before it makes the call', async () => {
  const { docket, store, count } = await logIn();
  await expireSoon(store);

  await Promise.all([docket.user.me.query(), docket.user.me.query()]);

  expect(count('auth.refresh')).toBe(1);
  expect(count('user.me')).toBe(2);
});

test('goes on for as long as it is refreshed', async () => {
  const { docket, clock, count } = await logIn();
  for (let hour = 1; hour <= 3; hour += 1) {
    clock.advance(2 * TOKEN_LIFE_MS);
    expect(await docket.user.me.query()).toMatchObject({ username: 'ada' });
  }
  expect(count('auth.refresh')).toBe(3);
});

test('goes on after a change of role made its access token void', async () => {
  const { docket, store, served, count } = await logIn();
  const before = await store.get();
  const { id } = await docket.user.me.query();
  await served.caller({ system: 'test' }).user.update({ id, role: 'admin' });

  const users = await Promise.all([docket.user.me.query(), docket.user.me.query()]);

  expect(users).toMatchObject([{ role: 'admin' }, { role: 'admin' }]);
  expect(await store.get()).toMatchObject({ id: before?.id });
  expect(count('auth.refresh')).toBe(1);
});

test('ends the session when the refresh is refused, and fails with the error of the call', async () => {
  const { docket, url, store } = await logIn();
  const elsewhere = createDocketClient({ url, session: { get: () => stolen, set: () => undefined } });
  const stolen = await store.get();
  await elsewhere.auth.logout.mutate();

  expect(await codeOf(docket.user.me.query())).toBe('unauthenticated');
  expect(await store.get()).toBeNull();
  await expect(docket.auth.login.mutate({ username: 'bob', password: TEST_PASSWORD })).resolves.toBeDefined();
});

test('keeps the session when the server cannot be reached for a refresh', async () => {
  let isDown = false;
  const { docket, clock, store, count } = await logIn({
    fetch: (url, init) =>
      isDown && url.includes('/auth.refresh?') ? Promise.reject(new TypeError()) : fetch(url, init),
  });
  clock.advance(TOKEN_LIFE_MS);
  isDown = true;
  expect(await codeOf(docket.user.me.query())).toBe('unauthenticated');
  expect(await store.get()).not.toBeNull();
  expect(count('user.me')).toBe(1);

  isDown = false;

  expect(await docket.user.me.query()).toMatchObject({ username: 'ada' });
});

test('does not refresh after an error that a new token would not mend', async () => {
  const { docket, count } = await logIn();
  expect(await codeOf(docket.issue.get.query({ id: '99' }))).toBe('issue_not_found');
  expect(await codeOf(docket.auth.login.mutate({ username: 'ada', password: 'wrong' }))).toBe('invalid_credentials');
  expect(count('auth.refresh')).toBe(0);
  expect(await docket.user.me.query()).toMatchObject({ username: 'ada' });
});

test.each(['logout', 'logoutAll'] as const)('ends the session with %s', async (logout) => {
  const { docket, requests, store } = await logIn();
  await docket.auth[logout].mutate();
  expect(await store.get()).toBeNull();
  expect(await codeOf(docket.user.me.query())).toBe('unauthenticated');
  expect(requests.at(-1)?.authorization).toBeUndefined();
});

test('ends the session with a logout whose token is refused', async () => {
  const { docket, store } = await logIn({
    fetch: (url, init) => {
      const headers = { ...init?.headers, authorization: 'Bearer mangled' };
      return fetch(url, url.includes('/auth.logout?') ? { ...init, headers } : init);
    },
  });
  expect(await codeOf(docket.auth.logout.mutate())).toBe('unauthenticated');
  expect(await store.get()).toBeNull();
});

test('ends the session with a logout of a user who was locked out', async () => {
  const { docket, store, served } = await logIn();
  const { id } = await docket.user.me.query();
  await served.caller({ system: 'test' }).user.update({ id, is_active: false });
  expect(await codeOf(docket.auth.logout.mutate())).toBe('inactive_user');
  expect(await store.get()).toBeNull();
});

test('keeps the session when a logout does not get through', async () => {
  const { docket, store } = await logIn({
    fetch: (url, init) => (url.includes('/auth.logout?') ? Promise.reject(new TypeError()) : fetch(url, init)),
  });
  await expect(docket.auth.logout.mutate()).rejects.toThrow();
  expect(await store.get()).not.toBeNull();
});

test('goes on with the tokens of a refresh that was called by hand', async () => {
  const { docket, store, count } = await logIn();
  const before = await store.get();
  const tokens = await docket.auth.refresh.mutate({ refresh_token: before?.refresh_token ?? '' });
  const { access_token, refresh_token } = tokens;
  expect(await store.get()).toMatchObject({ id: before?.id, access_token, refresh_token });
  await docket.user.me.query();
  expect(count('auth.refresh')).toBe(1);
});

test('goes on after its store has failed', async () => {
  const kept = memoryStore();
  let fails = false;
  const session = {
    get: kept.get,
    set: (next: StoredSession | null) => (fails ? Promise.reject(new Error('The disk is full')) : kept.set(next)),
  };
  const { docket } = await logIn({ session });
  fails = true;
  expect(await codeOf(docket.auth.logout.mutate())).toContain('The disk is full');

  fails = false;
  await docket.auth.login.mutate({ username: 'bob', password: TEST_PASSWORD });

  expect(await docket.user.me.query()).toMatchObject({ username: 'bob' });
});
