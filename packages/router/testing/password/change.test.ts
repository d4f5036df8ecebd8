import { openTestDocket, refusalOf, TEST_PASSWORD, type TestDocket, type TestUser } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { inProcessRequest } from '../../src/core/request.ts';
import { hashingPool } from '../../src/credentials/hashing-pool.ts';
import { hashPassword } from '../../src/credentials/passwords.ts';
import { newSecretToken } from '../../src/credentials/secret-token.ts';
import type { Identity } from '../../src/docket.ts';
import { acceptResetToken, resetPassword } from '../../src/features/password/commands.ts';
import { callerOf } from '../../src/procedures/caller.ts';
import { api } from '../../src/root.ts';

const change = { current_password: TEST_PASSWORD, new_password: 'difference engine' };

test('lets a user in with the new password, and no longer with the old one', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  await ada.caller.password.change(change);
  const { auth } = docket.caller('anonymous');
  const oldLogin = auth.login({ username: 'ada', password: TEST_PASSWORD });
  expect(await refusalOf(oldLogin)).toMatchObject({ code: 'invalid_credentials' });
  const login = auth.login({ username: 'ada', password: change.new_password });
  await expect(login).resolves.toHaveProperty('access_token');
});

test('ends all other sessions at once', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  const anonymous = docket.caller('anonymous');
  const other = await anonymous.auth.login({ username: 'ada', password: TEST_PASSWORD });
  await ada.caller.password.change(change);
  expect(await refusalOf(docket.caller(other).user.me())).toMatchObject({ code: 'unauthenticated' });
  expect(await refusalOf(anonymous.auth.refresh(other))).toMatchObject({ code: 'invalid_refresh_token' });
});

test('goes on with this session, by the access token of the answer and none from before', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  const fresh = await ada.caller.password.change(change);
  expect(fresh).toEqual({ access_token: expect.any(String), token_type: 'bearer', expires_in: 1800 });
  expect(await docket.caller(fresh).user.me()).toMatchObject({ username: 'ada' });
  expect(await refusalOf(ada.caller.user.me())).toMatchObject({ code: 'unauthenticated' });
  const refreshed = await docket.caller('anonymous').auth.refresh(ada);
  expect(await docket.caller(refreshed).user.me()).toMatchObject({ username: 'ada' });
});

test('leaves the sessions of others alone', async () => {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  await ada.caller.password.change(change);
  expect(await bob.caller.user.me()).toMatchObject({ username: 'bob' });
});

test('changes nothing when the current password is wrong', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  const wrong = ada.caller.password.change({ ...change, current_password: 'not the password' });
  expect(await refusalOf(wrong)).toMatchObject({ code: 'wrong_password', status: 403 });
  await expect(ada.caller.password.change(change)).resolves.toHaveProperty('access_token');
});

test('needs a session, so that a script cannot set the password of the user whom it acts as', async () => {
  const docket = await openTestDocket();
  await docket.createUser('ada');
  const call = docket.caller({ user: 'ada' }).password.change(change);
  expect(await refusalOf(call)).toMatchObject({ code: 'user_required' });
});

test.each(['7 chars', 'x'.repeat(101)])('refuses the new password "%s"', async (new_password) => {
  const ada = await (await openTestDocket()).createUser('ada');
  const refusal = await refusalOf(ada.caller.password.change({ ...change, new_password }));
  expect(refusal).toMatchObject({ code: 'validation_failed', errors: [{ path: 'new_password' }] });
});

test('makes reset tokens worthless that were mailed before', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  const token = await docket.createResetToken(ada);
  await ada.caller.password.change(change);
  const reset = docket.caller('anonymous').password.reset({ token, new_password: 'stolen mail' });
  expect(await refusalOf(reset)).toMatchObject({ code: 'invalid_reset_token' });
});

test('stands in the history, without the password', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  await ada.caller.password.change(change);
  const events = await docket.database.read.selectFrom('event').selectAll().orderBy('position').execute();
  expect(events.at(-1)).toMatchObject({
    type: 'user.password_changed',
    subject_id: ada.user.id,
    actor_id: ada.user.id,
    data: '{}',
  });
});

// Checking and hashing take long, and meanwhile the account may change: as long as in production, or a busy machine is
// not done with the change by then.

async function whileChanging(meanwhile: (ada: TestUser, docket: TestDocket) => Promise<unknown>) {
  const docket = await openTestDocket({ BCRYPT_COST: '12' });
  const ada = await docket.createUser('ada');
  const changing = refusalOf(ada.caller.password.change(change));
  await meanwhile(ada, docket);
  return { refusal: await changing, docket, ada };
}

test('changes nothing when another password was set by mail during the check', async () => {
  const password_hash = await hashPassword('set by mail', 4); // before, or it would wait for the check
  const { refusal, docket } = await whileChanging(async (ada, { database, clock }) => {
    const token = newSecretToken('dkp_');
    const at = clock.now.toISOString();
    await database.write(async (db) => {
      await acceptResetToken(db, { user_id: ada.user.id, token, at });
      await resetPassword(db, { token, password_hash, at });
    });
  });
  expect(refusal).toMatchObject({ code: 'unauthenticated' });
  const login = docket.caller('anonymous').auth.login({ username: 'ada', password: 'set by mail' });
  await expect(login).resolves.toHaveProperty('access_token');
});

test('changes nothing when the session ended or the account was locked during the check', async () => {
  const loggedOut = await whileChanging((ada) => ada.caller.auth.logout());
  expect(loggedOut.refusal).toMatchObject({ code: 'unauthenticated' });
  const locked = await whileChanging((ada, docket) =>
    docket.caller({ system: 'test' }).user.update({ id: ada.user.id, is_active: false }),
  );
  expect(locked.refusal).toMatchObject({ code: 'inactive_user' });
});

test('lets one of two changes at once through', async () => {
  const ada = await (await openTestDocket()).createUser('ada');
  const outcomes = await Promise.allSettled(
    ['the first one', 'the second one'].map((new_password) => ada.caller.password.change({ ...change, new_password })),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('takes no new password that the settings refuse, neither here nor with a reset token', async () => {
  const docket = await openTestDocket({ PASSWORD_MIN_LENGTH: '12', PASSWORD_REFUSE_PERSONAL: 'true' });
  const ada = await docket.createUser('ada', 'user');
  await ada.caller.user.update({ id: ada.user.id, last_name: 'Lovelace' });
  const token = await docket.createResetToken(ada);
  for (const [new_password, code] of [
    ['an engine', 'too_small'],
    ['of Lovelace, once', 'personal_password'],
  ] as const) {
    const refused = { code: 'validation_failed', errors: [{ path: 'new_password', code }] };
    expect(await refusalOf(ada.caller.password.change({ ...change, new_password }))).toMatchObject(refused);
    expect(await refusalOf(docket.caller('anonymous').password.reset({ token, new_password }))).toMatchObject(refused);
  }
});

test('counts wrong passwords and new ones that come from an address, here and with a reset token', async () => {
  const docket = await openTestDocket({ RATE_LIMIT_LOGINS: '2', RATE_LIMIT_SIGNUPS: '5' });
  const ada = await docket.createUser('ada');
  const request = inProcessRequest({ address: '203.0.113.7' });
  const callerWith = (credentials: Identity) => callerOf(api, () => docket.createContext(credentials, request));
  const wrong = { ...change, current_password: 'a guess' };
  for (let guess = 0; guess < 2; guess += 1) {
    expect(await refusalOf(callerWith(ada).password.change(wrong))).toMatchObject({ code: 'wrong_password' });
  }
  expect(await refusalOf(callerWith(ada).password.change(change))).toMatchObject({ code: 'rate_limited' });
  // Her wrong passwords hinder nobody else at her address.
  const reset = () =>
    callerWith('anonymous').password.reset({ token: 'dkp_made-up', new_password: change.new_password });
  for (let attempt = 0; attempt < 5; attempt += 1) {
    expect(await refusalOf(reset())).toMatchObject({ code: 'invalid_reset_token' });
  }
  expect(await refusalOf(reset())).toMatchObject({ code: 'rate_limited' });
});

test('asks for room to hash before anything is counted or written', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  const token = await docket.createResetToken(ada);
  const address = '203.0.113.7';
  const { promise, resolve: endAll } = Promise.withResolvers<void>();
  const fillers = Promise.allSettled(Array.from({ length: 200 }, () => hashingPool.run(() => promise, address)));
  const request = inProcessRequest({ address });
  // The counts of calls, which are shared each second, are of no account here.
  const counts = docket.database.read.selectFrom('rate_limit').select('key').where('key', 'not like', 'write:%');
  const users = docket.database.read.selectFrom('user').select('email');
  const callerWith = (credentials: Identity) => callerOf(api, () => docket.createContext(credentials, request));
  const anonymous = callerWith('anonymous');
  const refused = [
    anonymous.auth.login({ username: 'ada', password: TEST_PASSWORD }),
    anonymous.auth.register({ email: 'bob@example.org', password: TEST_PASSWORD }),
    anonymous.password.reset({ token, new_password: change.new_password }),
    callerWith(ada).password.change(change),
  ].map(refusalOf);
  for (const refusal of await Promise.all(refused)) expect(refusal).toMatchObject({ code: 'unavailable' });
  expect(await counts.execute()).toEqual([]);
  expect(await users.execute()).toEqual([{ email: ada.user.email }]);
  endAll();
  await fillers;
});

test('counts wrong passwords apart from those of logins, so that strangers cannot close it', async () => {
  const docket = await openTestDocket({ RATE_LIMIT_LOGINS: '1' });
  const ada = await docket.createUser('ada');
  const callerAt = (address: string, credentials: Identity) =>
    callerOf(api, () => docket.createContext(credentials, inProcessRequest({ address })));
  for (const username of ['ada', ada.user.id, `password:${ada.user.id}`]) {
    await refusalOf(callerAt('203.0.113.7', 'anonymous').auth.login({ username, password: 'a guess' }));
  }
  await expect(callerAt('203.0.113.8', ada).password.change(change)).resolves.toHaveProperty('access_token');
});
