import { openTestDocket, refusalOf, TEST_PASSWORD } from '@docket/kit/docket';
import { parseOptions } from '@node-rs/bcrypt';
import { expect, test } from 'vitest';
import { hashPassword } from '../../src/credentials/passwords.ts';

const ada = { email: 'Ada@Example.org', password: 'analytical engine', username: 'Ada', first_name: 'Ada' };

test('registers an active user with an address in lower case', async () => {
  const docket = await openTestDocket();
  const user = await docket.caller('anonymous').auth.register({ ...ada, last_name: 'Lovelace' });
  expect(user).toMatchObject({
    email: 'ada@example.org',
    username: 'Ada',
    full_name: 'Ada Lovelace',
    role: 'user',
    is_active: true,
  });
});

test('keeps what a password was hashed to to itself', async () => {
  const docket = await openTestDocket();
  const user = await docket.caller('anonymous').auth.register(ada);
  expect(JSON.stringify(user)).not.toMatch(/password|\$2b\$/);
});

test.each([
  [{ email: 'aDA@EXAMPLE.ORG' }, 'email_taken', 'Email already registered'],
  [{ email: 'other@example.org', username: 'aDA' }, 'username_taken', 'Username already taken'],
])('refuses to register %j beside an account of the same name', async (changes, code, detail) => {
  const docket = await openTestDocket();
  const anonymous = docket.caller('anonymous');
  await anonymous.auth.register(ada);
  expect(await refusalOf(anonymous.auth.register({ ...ada, ...changes }))).toMatchObject({ code, status: 409, detail });
  expect((await docket.caller({ system: 'test' }).user.list({})).total).toBe(1);
});

test('lets one of ten registrations of one address through when they come at once', async () => {
  const docket = await openTestDocket();
  const attempts = Array.from({ length: 10 }, () =>
    docket.caller('anonymous').auth.register({ email: ada.email, password: ada.password }),
  );
  const outcomes = await Promise.allSettled(attempts);
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toEqual(
    Array(9).fill({ status: 'rejected', reason: expect.objectContaining({ reason: 'email_taken' }) }),
  );
});

test.each([
  ['email', { email: 'no address' }],
  ['password', { password: '7 chars' }],
  ['password', { password: 'x'.repeat(101) }],
  ['password', { password: 'with a \0 in it' }],
  ['username', { username: 'two words' }],
])('refuses to register with a wrong %s', async (path, wrong) => {
  const docket = await openTestDocket();
  const refusal = await refusalOf(docket.caller('anonymous').auth.register({ ...ada, ...wrong }));
  expect(refusal).toMatchObject({ code: 'validation_failed', status: 422, errors: [{ path }] });
});

test('takes passwords of 8 and of 100 characters', async () => {
  const docket = await openTestDocket();
  for (const length of [8, 100]) {
    const credentials = { email: `${length}@example.org`, password: 'x'.repeat(length) };
    await docket.caller('anonymous').auth.register(credentials);
    const login = docket.caller('anonymous').auth.login({ ...credentials, username: credentials.email });
    await expect(login).resolves.toMatchObject({ token_type: 'bearer' });
  }
});

test('refuses to register when registration is closed, while an admin still can create users', async () => {
  const docket = await openTestDocket({ REGISTRATION: 'closed' });
  const refusal = await refusalOf(docket.caller('anonymous').auth.register(ada));
  expect(refusal).toMatchObject({ code: 'registration_closed', status: 403 });
  await expect(docket.caller({ system: 'test' }).user.create(ada)).resolves.toMatchObject({ username: 'Ada' });
});

test.each(['ada@example.org', 'ADA@EXAMPLE.ORG', 'ada', 'ADA', ' ada '])('logs in as "%s"', async (username) => {
  const docket = await openTestDocket();
  const { user } = await docket.createUser('ada');
  const tokens = await docket.caller('anonymous').auth.login({ username, password: TEST_PASSWORD });
  expect(tokens).toEqual({
    access_token: expect.any(String),
    refresh_token: expect.stringMatching(/^dkr_/),
    token_type: 'bearer',
    expires_in: 1800,
  });
  expect(await docket.caller(tokens).user.me()).toEqual(user);
});

test('answers alike to a wrong password, an unknown user and a user without a password', async () => {
  const docket = await openTestDocket();
  const { user } = await docket.createUser('ada');
  const { user: gone } = await docket.createUser('bob');
  const system = docket.caller({ system: 'test' });
  await system.user.delete({ id: gone.id });
  const anonymous = docket.caller('anonymous');
  const expected = { code: 'invalid_credentials', status: 401, detail: 'Invalid credentials' };
  for (const username of [user.email, 'nobody', 'nobody@example.org', gone.email, `${gone.id}@deleted.invalid`]) {
    expect(await refusalOf(anonymous.auth.login({ username, password: 'not the password' }))).toEqual(expected);
  }
});

test('says that a user is inactive only after the right password', async () => {
  const docket = await openTestDocket();
  const { user } = await docket.createUser('ada');
  await docket.caller({ system: 'test' }).user.update({ id: user.id, is_active: false });
  const login = (password: string) => refusalOf(docket.caller('anonymous').auth.login({ username: 'ada', password }));
  expect(await login('not the password')).toMatchObject({ code: 'invalid_credentials' });
  expect(await login(TEST_PASSWORD)).toEqual({ code: 'login_inactive', status: 401, detail: 'User is inactive' });
});

test('hashes a password again at login when the cost has changed, and keeps it as it is otherwise', async () => {
  const docket = await openTestDocket({ BCRYPT_COST: '5' });
  const { user } = await docket.createUser('ada');
  const storedHash = async () => {
    const row = await docket.database.read.selectFrom('user').select('password_hash').executeTakeFirstOrThrow();
    return row.password_hash ?? '';
  };
  const login = () => docket.caller('anonymous').auth.login({ username: 'ada', password: TEST_PASSWORD });
  const password_hash = await hashPassword(TEST_PASSWORD, 4);
  await docket.database.write((db) =>
    db.updateTable('user').set({ password_hash }).where('id', '=', user.id).execute(),
  );

  await login();
  const renewed = await storedHash();
  expect(parseOptions(renewed).cost).toBe(5);
  await login();
  expect(await storedHash()).toBe(renewed);
});
