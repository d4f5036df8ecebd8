import { openTestDocket, refusalOf, TEST_PASSWORD, type TestDocket } from '@docket/kit/docket';
import { expect, onTestFinished, test, vi } from 'vitest';
import { inProcessRequest } from '../../src/core/request.ts';
import { hashingPool } from '../../src/credentials/hashing-pool.ts';
import { callerOf } from '../../src/procedures/caller.ts';
import { api } from '../../src/root.ts';

const new_password = 'difference engine';
const MINUTE_MS = 60_000;

async function withToken() {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  return { docket, ada, token: await docket.createResetToken(ada), anonymous: docket.caller('anonymous') };
}

async function waiting({ database }: TestDocket) {
  const rows = await database.read.selectFrom('outbox').select(['kind', 'payload']).orderBy('id').execute();
  return rows.map(({ kind, payload }) => ({ kind, payload: JSON.parse(payload) }));
}

test('sets a new password and ends all sessions', async () => {
  const { docket, ada, token, anonymous } = await withToken();
  expect(await anonymous.password.reset({ token, new_password })).toBeNull();
  expect(await refusalOf(ada.caller.user.me())).toMatchObject({ code: 'unauthenticated' });
  expect(await refusalOf(anonymous.auth.refresh(ada))).toMatchObject({ code: 'invalid_refresh_token' });
  const oldLogin = anonymous.auth.login({ username: 'ada', password: TEST_PASSWORD });
  expect(await refusalOf(oldLogin)).toMatchObject({ code: 'invalid_credentials' });
  const tokens = await anonymous.auth.login({ username: 'ada', password: new_password });
  expect(await docket.caller(tokens).user.me()).toMatchObject({ username: 'ada' });
});

const refused = { code: 'invalid_reset_token', status: 400 };

test('takes a token once, and with it goes every other one of the user', async () => {
  const { docket, ada, token, anonymous } = await withToken();
  const other = await docket.createResetToken(ada);
  await anonymous.password.reset({ token, new_password });
  expect(await refusalOf(anonymous.password.reset({ token, new_password }))).toMatchObject(refused);
  expect(await refusalOf(anonymous.password.reset({ token: other, new_password }))).toMatchObject(refused);
});

test('lets one of ten resets with one token through when they come at once', async () => {
  const { token, anonymous } = await withToken();
  const attempts = Array.from({ length: 10 }, (_, index) =>
    anonymous.password.reset({ token, new_password: `${new_password} ${index}` }),
  );
  const outcomes = await Promise.allSettled(attempts);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('takes a token for an hour', async () => {
  const { docket, ada, token, anonymous } = await withToken();
  docket.clock.advance(60 * MINUTE_MS);
  expect(await refusalOf(anonymous.password.reset({ token, new_password }))).toMatchObject(refused);
  const next = await docket.createResetToken(ada);
  docket.clock.advance(60 * MINUTE_MS - 1);
  expect(await anonymous.password.reset({ token: next, new_password })).toBeNull();
});

test('lets a user who was locked out set no password, and activates nobody', async () => {
  const { docket, ada, token, anonymous } = await withToken();
  const system = docket.caller({ system: 'test' });
  await system.user.update({ id: ada.user.id, is_active: false });
  expect(await refusalOf(anonymous.password.reset({ token, new_password }))).toMatchObject(refused);
  const made = await docket.createResetToken(ada);
  expect(await refusalOf(anonymous.password.reset({ token: made, new_password }))).toMatchObject(refused);
});

test.each([
  ['the address changed', { email: 'new@example.org' }],
  ['an admin set a password', { password: 'set by an admin' }],
])('refuses a token from before %s', async (_, changes) => {
  const { docket, ada, token, anonymous } = await withToken();
  await docket.caller({ system: 'test' }).user.update({ id: ada.user.id, ...changes });
  expect(await refusalOf(anonymous.password.reset({ token, new_password }))).toMatchObject(refused);
});

test('leaves no token of an account that is deleted', async () => {
  const { docket, ada, token, anonymous } = await withToken();
  await docket.caller({ system: 'test' }).user.delete(ada.user);
  expect(await refusalOf(anonymous.password.reset({ token, new_password }))).toMatchObject(refused);
  expect(await docket.database.read.selectFrom('password_reset').selectAll().execute()).toEqual([]);
});

test('refuses what is no token before it spends a hash on it', async () => {
  const docket = await openTestDocket();
  const hash = vi.spyOn(hashingPool, 'run');
  onTestFinished(() => hash.mockRestore());
  const reset = docket.caller('anonymous').password.reset({ token: 'dkp_made-up', new_password });
  expect(await refusalOf(reset)).toMatchObject(refused);
  expect(hash).not.toHaveBeenCalled();
});

test('keeps of a token only what it hashes to', async () => {
  const { docket, token } = await withToken();
  expect(token).toMatch(/^dkp_[\w-]{43}$/);
  const rows = await docket.database.read.selectFrom('password_reset').selectAll().execute();
  expect(rows).toEqual([expect.objectContaining({ token_hash: expect.stringMatching(/^[0-9a-f]{64}$/) })]);
  expect(JSON.stringify(rows)).not.toContain(token);
});

test('answers to a forgotten password alike, and does alike, whether the address has an account or not', async () => {
  const { docket, anonymous } = await withToken();
  const before = (await waiting(docket)).length;
  for (const email of ['ada@example.org', 'nobody@example.org']) {
    expect(await anonymous.password.forgot({ email })).toBeNull();
  }
  expect((await waiting(docket)).slice(before)).toEqual([
    { kind: 'mail.password_reset', payload: { email: 'ada@example.org' } },
    { kind: 'mail.password_reset', payload: { email: 'nobody@example.org' } },
  ]);
});

test('tells the user of each way in which password or address change, at the address of that time', async () => {
  const { docket, ada, token, anonymous } = await withToken();
  const { id: user_id } = ada.user;
  await ada.caller.password.change({ current_password: TEST_PASSWORD, new_password });
  expect(await refusalOf(anonymous.password.reset({ token, new_password }))).toMatchObject(refused);
  await anonymous.password.reset({ token: await docket.createResetToken(ada), new_password });
  const system = docket.caller({ system: 'test' });
  await system.user.update({ id: user_id, email: 'new@example.org', password: new_password });
  const notice = { kind: 'mail.password_changed', payload: { user_id, to: 'ada@example.org' } };
  expect(await waiting(docket)).toEqual([notice, notice, notice, { ...notice, kind: 'mail.email_changed' }]);
});

test('has no welcome wait for a registration that was refused', async () => {
  const docket = await openTestDocket();
  const { auth } = docket.caller('anonymous');
  const user = await auth.register({ email: 'ada@example.org', password: new_password });
  await refusalOf(auth.register({ email: 'ada@example.org', password: new_password }));
  expect(await waiting(docket)).toEqual([{ kind: 'mail.welcome', payload: { user_id: user.id } }]);
});

test('opens an account again that guesses had closed, by mail and by an admin', async () => {
  const docket = await openTestDocket({ RATE_LIMIT_LOGINS: '2' });
  const ada = await docket.createUser('ada');
  const system = docket.caller({ system: 'test' });
  const logIn = (username: string, password: string) => {
    const request = inProcessRequest({ address: '203.0.113.7' });
    const create = (createContext: () => ReturnType<typeof docket.createContext>) => callerOf(api, createContext);
    return create(() => docket.createContext('anonymous', request)).auth.login({ username, password });
  };
  const close = async () => {
    for (const name of ['ada', 'Ada', 'ada@example.org', 'ADA@example.org']) await refusalOf(logIn(name, 'a guess'));
    expect(await refusalOf(logIn('ada', TEST_PASSWORD))).toMatchObject({ code: 'rate_limited' });
    expect(await refusalOf(logIn('ada@example.org', TEST_PASSWORD))).toMatchObject({ code: 'rate_limited' });
  };
  await close();
  await docket.caller('anonymous').password.reset({ token: await docket.createResetToken(ada), new_password });
  await expect(logIn('ada', new_password)).resolves.toHaveProperty('access_token');
  await close(); // the address is known by now, and counts apart
  await system.user.update({ id: ada.user.id, password: TEST_PASSWORD });
  await expect(logIn('ada@example.org', TEST_PASSWORD)).resolves.toHaveProperty('access_token');
});
