import { openTestDocket, refusalOf, TEST_PASSWORD } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { inProcessRequest } from '../../src/core/request.ts';
import { hashPassword } from '../../src/credentials/passwords.ts';
import { createSession } from '../../src/features/session/commands/create.ts';
import { getUserRow } from '../../src/features/user/queries.ts';

const credentials = { username: 'ada', password: TEST_PASSWORD };

// Checking a password takes long, and meanwhile an admin may lock the account. These tests stand
// where the check has just succeeded and the session is about to begin.

async function afterTheCheck() {
  const docket = await openTestDocket({ BCRYPT_COST: '5' });
  const { user } = await docket.createUser('ada');
  const { password_hash, ...row } = await getUserRow(docket.database.read, user.id);
  const checked = { ...row, password_hash: password_hash ?? '' };
  const rehashed = await hashPassword(TEST_PASSWORD, 5);
  const { settings, clock } = docket;
  const login = { at: clock.now.toISOString(), settings, request: inProcessRequest(), rehashed };
  const begin = () => docket.database.write((db) => createSession(db, { ...login, user: checked }));
  return { docket, user, begin, system: docket.caller({ system: 'test' }) };
}

test('begins no session when the password was changed during the check, and keeps the new password', async () => {
  const { docket, user, begin, system } = await afterTheCheck();
  await system.user.update({ id: user.id, password: 'the new password' });
  expect(await begin()).toBeNull();
  const { auth } = docket.caller('anonymous');
  expect(await refusalOf(auth.login(credentials))).toMatchObject({ code: 'invalid_credentials' });
  await expect(auth.login({ ...credentials, password: 'the new password' })).resolves.toHaveProperty('access_token');
});

test('begins no session when the account was deactivated or deleted during the check', async () => {
  const { docket, user, begin, system } = await afterTheCheck();
  await system.user.update({ id: user.id, is_active: false });
  expect(await begin()).toBeNull();
  await system.user.update({ id: user.id, is_active: true });
  expect(await begin()).toHaveProperty('session_id');
  await system.user.delete({ id: user.id });
  expect(await begin()).toBeNull();
  const { auth } = docket.caller('anonymous');
  expect(await refusalOf(auth.login(credentials))).toMatchObject({ code: 'invalid_credentials' });
});

test('lets ten logins at once through, though each of them renews an old hash', async () => {
  const { docket, user } = await afterTheCheck();
  const password_hash = await hashPassword(TEST_PASSWORD, 4);
  await docket.database.write((db) =>
    db.updateTable('user').set({ password_hash }).where('id', '=', user.id).execute(),
  );
  const logins = Array.from({ length: 10 }, () => docket.caller('anonymous').auth.login(credentials));
  expect(await Promise.all(logins)).toHaveLength(10);
});
