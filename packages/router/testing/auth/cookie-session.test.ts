import { openTestDocket, refusalOf, TEST_PASSWORD } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { inProcessRequest } from '../../src/core/request.ts';
import type { Identity } from '../../src/docket.ts';
import { callerOf } from '../../src/procedures/caller.ts';
import { api } from '../../src/root.ts';

const ada = { username: 'ada', password: TEST_PASSWORD };

/** A browser that keeps the cookies of one Docket from call to call. */
async function openBrowser() {
  const docket = await openTestDocket();
  const { user } = await docket.createUser('ada');
  const jar = new Map<string, { value: string; maxAgeSeconds: number }>();
  const cookies = {
    get: (name: string) => jar.get(name)?.value,
    set: (name: string, value: string, maxAgeSeconds: number) => void jar.set(name, { value, maxAgeSeconds }),
    clear: (name: string) => void jar.delete(name),
  };
  const call = (credentials: Identity = 'anonymous') =>
    callerOf(api, () => docket.createContext(credentials, inProcessRequest({ cookies })));
  return { docket, user, jar, call };
}

test('keeps the refresh token in a cookie for a week and out of the answer', async () => {
  const { docket, user, jar, call } = await openBrowser();
  const answer = await call().auth.startSession(ada);
  expect(answer).toEqual({ access_token: expect.any(String), token_type: 'bearer', expires_in: 1800 });
  expect([...jar]).toEqual([
    ['docket_refresh', { value: expect.stringMatching(/^dkr_/), maxAgeSeconds: 7 * 24 * 60 * 60 }],
  ]);
  expect(await docket.caller(answer).user.me()).toEqual(user);
});

test('renews the cookie at each refresh, and ends the session when an old one comes back', async () => {
  const { docket, user, jar, call } = await openBrowser();
  await call().auth.startSession(ada);
  const stolen = new Map(jar);
  const answer = await call().auth.refreshSession();
  expect(jar.get('docket_refresh')).not.toEqual(stolen.get('docket_refresh'));
  expect(await docket.caller(answer).user.me()).toEqual(user);

  const current = new Map(jar);
  docket.clock.advance(10_000); // so long it could be a repetition of an answer that was lost
  for (const [name, cookie] of stolen) jar.set(name, cookie);
  expect(await refusalOf(call().auth.refreshSession())).toMatchObject({ code: 'invalid_refresh_token' });
  for (const [name, cookie] of current) jar.set(name, cookie);
  expect(await refusalOf(call().auth.refreshSession())).toMatchObject({ code: 'invalid_refresh_token' });
});

test('C71: reads with the cookie as often as one likes, and leaves the session of the browser as it is', async () => {
  const { docket, jar, call } = await openBrowser();
  await call().auth.startSession(ada);
  const kept = new Map(jar);
  for (const _again of [1, 2, 3]) {
    const answer = await call().auth.readSession();
    expect(answer).toEqual({ access_token: expect.any(String), token_type: 'bearer', expires_in: 60 });
    expect(await docket.caller(answer).user.me()).toMatchObject({ username: 'ada' });
    docket.clock.advance(11_000); // later than a repetition of a lost answer
  }
  expect(jar).toEqual(kept);
  await expect(call().auth.refreshSession()).resolves.toBeDefined();
});

test('reads no longer with a cookie that was renewed long ago or is not good, and ends no session for it', async () => {
  const { docket, jar, call } = await openBrowser();
  await call().auth.startSession(ada);
  const [old] = jar.values();
  await call().auth.refreshSession();
  const [current] = jar.values();
  const readWith = (cookie: typeof old, value = cookie?.value ?? '') => {
    jar.set('docket_refresh', { value, maxAgeSeconds: 1 });
    return call().auth.readSession();
  };
  await expect(readWith(old)).resolves.toBeDefined(); // the page was asked for before another tab renewed the cookie
  docket.clock.advance(10_000);
  expect(await refusalOf(readWith(old))).toMatchObject({ code: 'invalid_refresh_token' });
  expect(await refusalOf(readWith(old, 'dkr_made-up'))).toMatchObject({ code: 'invalid_refresh_token' });
  const { access_token } = await readWith(current);
  await expect(call().auth.refreshSession()).resolves.toBeDefined();

  await docket.caller(await call().auth.refreshSession()).auth.logout();
  expect(await refusalOf(call().auth.readSession())).toMatchObject({ code: 'invalid_refresh_token' });
  expect(await refusalOf(docket.caller({ access_token }).user.me())).toMatchObject({ code: 'unauthenticated' });
});

test('the token to read with writes nothing, has no right of an admin, and is good for a minute', async () => {
  const { docket, user, call } = await openBrowser();
  await docket.caller({ system: 'test' }).user.update({ id: user.id, role: 'admin' });
  await call().auth.startSession(ada);
  const reading = docket.caller(await call().auth.readSession());
  const issue = { title: 'Crash on save', description: 'It crashes' };
  expect(await refusalOf(reading.issue.create(issue))).toMatchObject({ code: 'insufficient_scope' });
  expect(await refusalOf(reading.user.create({ email: 'eve@example.org', password: TEST_PASSWORD }))).toMatchObject({
    code: 'insufficient_scope',
  });
  expect(await refusalOf(reading.session.list({}))).toMatchObject({ code: 'session_required' });
  expect(await refusalOf(reading.auth.logout())).toMatchObject({ code: 'session_required' });
  await expect(reading.issue.list({})).resolves.toBeDefined();
  docket.clock.advance(60_000);
  expect(await refusalOf(reading.issue.list({}))).toMatchObject({ code: 'unauthenticated' });
});

test('forgets the cookie and its session at logout', async () => {
  const { jar, call } = await openBrowser();
  const { access_token } = await call().auth.startSession(ada);
  const kept = new Map(jar);
  await call({ access_token }).auth.logout();
  expect(jar.size).toBe(0);
  expect(await refusalOf(call().auth.refreshSession())).toMatchObject({ code: 'invalid_refresh_token', status: 401 });
  for (const [name, cookie] of kept) jar.set(name, cookie);
  expect(await refusalOf(call().auth.refreshSession())).toMatchObject({ code: 'invalid_refresh_token' });
});

test('sets no cookie when the password is wrong', async () => {
  const { jar, call } = await openBrowser();
  const attempt = call().auth.startSession({ ...ada, password: 'not the password' });
  expect(await refusalOf(attempt)).toMatchObject({ code: 'invalid_credentials' });
  expect(jar.size).toBe(0);
});
