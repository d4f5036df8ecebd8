import { openTestDocket, refusalOf, TEST_PASSWORD, type TestDocket, type TestUser } from '@docket/kit/docket';
import { expect, test } from 'vitest';

// An access token is good for half an hour, and dead at the next call once its session is.

const unauthenticated = { code: 'unauthenticated', status: 401, detail: 'Could not validate credentials' };

async function signedIn(): Promise<{ docket: TestDocket; ada: TestUser; admin: TestUser }> {
  const docket = await openTestDocket();
  return { docket, ada: await docket.createUser('ada'), admin: await docket.createUser('admin', 'admin') };
}

test('refuses the access and the refresh token after logout, and leaves other sessions alone', async () => {
  const { docket, ada } = await signedIn();
  const elsewhere = await docket.caller('anonymous').auth.login({ username: 'ada', password: TEST_PASSWORD });
  expect(await ada.caller.auth.logout()).toBeNull();
  expect(await refusalOf(ada.caller.user.me())).toEqual(unauthenticated);
  const refresh = docket.caller('anonymous').auth.refresh(ada);
  expect(await refusalOf(refresh)).toMatchObject({ code: 'invalid_refresh_token' });
  expect(await docket.caller(elsewhere).user.me()).toEqual(ada.user);
});

test('answers 403 "Inactive user" to a live token of a deactivated user, and 401 once it is active again', async () => {
  const { ada, admin } = await signedIn();
  await admin.caller.user.update({ id: ada.user.id, is_active: false });
  expect(await refusalOf(ada.caller.issue.list({}))).toEqual({
    code: 'inactive_user',
    status: 403,
    detail: 'Inactive user',
  });
  await admin.caller.user.update({ id: ada.user.id, is_active: true });
  expect(await refusalOf(ada.caller.issue.list({}))).toEqual(unauthenticated);
});

test('refuses the token of a deleted user', async () => {
  const { ada, admin } = await signedIn();
  await admin.caller.user.delete({ id: ada.user.id });
  expect(await refusalOf(ada.caller.user.me())).toEqual(unauthenticated);
});

test('refuses the token of a user whose password an admin has set', async () => {
  const { docket, ada, admin } = await signedIn();
  await admin.caller.user.update({ id: ada.user.id, password: 'a fresh password' });
  expect(await refusalOf(ada.caller.user.me())).toEqual(unauthenticated);
  const login = (password: string) => docket.caller('anonymous').auth.login({ username: 'ada', password });
  expect(await refusalOf(login(TEST_PASSWORD))).toMatchObject({ code: 'invalid_credentials' });
  await expect(login('a fresh password')).resolves.toHaveProperty('access_token');
});

test('takes an admin’s rights away at the next call, and lets the session go on as a user', async () => {
  const { docket, ada, admin } = await signedIn();
  await docket.createUser('second', 'admin');
  await admin.caller.user.update({ id: admin.user.id, role: 'user' });
  expect(await refusalOf(admin.caller.issue.list({}))).toEqual(unauthenticated);
  const renewed = docket.caller(await docket.caller('anonymous').auth.refresh(admin));
  expect(await renewed.user.me()).toMatchObject({ role: 'user' });
  expect(await refusalOf(renewed.user.delete({ id: ada.user.id }))).toMatchObject({ code: 'forbidden' });
});

test('has no session to end for a script that acts as a user', async () => {
  const { docket } = await signedIn();
  expect(await refusalOf(docket.caller({ user: 'ada' }).auth.logout())).toMatchObject({ code: 'user_required' });
});
