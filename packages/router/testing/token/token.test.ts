import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { expect, test } from 'vitest';

const DAY_MS = 24 * 60 * 60 * 1000;

test('shows a token once, and stores only its hash', async () => {
  const docket = await openTestDocket();
  const { caller, user } = await docket.createUser('ada');
  const made = await caller.token.create({
    name: ' report ',
    scopes: ['users:read', 'issues:read'],
    expires_in_days: 2,
  });
  const { token, ...shown } = made;
  expect(token).toMatch(/^dkt_[\w-]{43}$/);
  expect(shown).toMatchObject({
    name: 'report',
    prefix: token.slice(0, 8),
    scopes: ['issues:read', 'users:read'],
    expires_at: new Date(docket.clock.now.getTime() + 2 * DAY_MS).toISOString(),
    last_used_at: null,
  });
  expect((await caller.token.list({})).items).toEqual([shown]);
  expect(JSON.stringify(await docket.database.read.selectFrom('api_token').selectAll().execute())).not.toContain(token);
  expect(await docket.caller({ access_token: token }).user.me()).toEqual(user);
});

test('refuses a token that was revoked, has expired, or belongs to a deleted or deactivated user', async () => {
  const docket = await openTestDocket();
  const system = docket.caller({ system: 'test' });
  const refusalFor = (token: string) => refusalOf(docket.caller({ access_token: token }).issue.list({}));
  const tokenOf = async (username: string) => {
    const { caller, user } = await docket.createUser(username);
    return { ...(await caller.token.create({ name: 'x', scopes: ['issues:read'], expires_in_days: 1 })), caller, user };
  };
  const [revoked, expired] = [await tokenOf('ada'), await tokenOf('bob')];
  const [deleted, inactive] = [await tokenOf('eve'), await tokenOf('dan')];
  await revoked.caller.token.revoke({ id: revoked.id });
  await system.user.delete({ id: deleted.user.id });
  await system.user.update({ id: inactive.user.id, is_active: false });
  expect(await refusalFor(revoked.token)).toMatchObject({ code: 'unauthenticated' });
  expect(await refusalFor(deleted.token)).toMatchObject({ code: 'unauthenticated' });
  expect(await refusalFor(inactive.token)).toMatchObject({ code: 'inactive_user' });
  await system.user.update({ id: inactive.user.id, is_active: true });
  expect(await refusalFor(inactive.token)).toMatchObject({ code: 'unauthenticated' });
  expect(await refusalFor(`${expired.token}x`)).toMatchObject({ code: 'unauthenticated' });
  docket.clock.advance(DAY_MS);
  expect(await refusalFor(expired.token)).toMatchObject({ detail: 'The API token has expired' });
  await docket
    .caller({ user: 'bob' })
    .token.list({})
    .then(({ items }) => expect(items).toEqual([]));
});

test('has an admin’s rights only with the scope admin, and only while its user is one', async () => {
  const docket = await openTestDocket();
  const [ada, admin] = [await docket.createUser('ada'), await docket.createUser('root', 'admin')];
  await docket.createUser('second', 'admin');
  const issue = await ada.caller.issue.create({ title: 'Crash', description: 'It crashes' });
  const callerWith = async (scope: 'issues:write' | 'admin') =>
    docket.caller({ access_token: (await admin.caller.token.create({ name: 'x', scopes: [scope] })).token });
  const [writer, full] = [await callerWith('issues:write'), await callerWith('admin')];
  expect(await refusalOf(writer.issue.delete(issue))).toMatchObject({ code: 'forbidden' });
  expect(await refusalOf(writer.user.delete(ada.user))).toMatchObject({
    code: 'insufficient_scope',
    detail: 'The token needs the scope admin for this',
  });
  expect(await full.issue.update({ id: issue.id, status: 'closed' })).toMatchObject({ status: 'closed' });
  await docket.caller({ system: 'test' }).user.update({ id: admin.user.id, role: 'user' });
  expect(await refusalOf(full.issue.delete(issue))).toMatchObject({ code: 'forbidden' });
});

test('lets only an admin give the scope admin', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  expect(await refusalOf(caller.token.create({ name: 'x', scopes: ['issues:read', 'admin'] }))).toMatchObject({
    code: 'validation_failed',
    errors: [{ path: 'scopes', message: 'Only an admin can give admin', code: 'forbidden_scope' }],
  });
});

test('goes on working when its user changes role or logs out everywhere', async () => {
  const docket = await openTestDocket();
  const { caller, user } = await docket.createUser('ada');
  const { token } = await caller.token.create({ name: 'nightly', scopes: ['issues:read'] });
  await caller.auth.logoutAll();
  await docket.caller({ system: 'test' }).user.update({ id: user.id, role: 'admin' });
  await expect(docket.caller({ access_token: token }).issue.list({})).resolves.toMatchObject({ total: 0 });
});

test('does not change the password or the address of its own user, whatever its scopes', async () => {
  const docket = await openTestDocket();
  const [admin, ada] = [await docket.createUser('root', 'admin'), await docket.createUser('ada')];
  const { token } = await admin.caller.token.create({ name: 'all', scopes: ['admin'] });
  const { user } = docket.caller({ access_token: token });
  for (const change of [{ email: 'thief@example.org' }, { password: 'difference engine' }]) {
    const refusal = await refusalOf(user.update({ id: admin.user.id, ...change }));
    expect(refusal).toMatchObject({ code: 'session_required' });
    await expect(user.update({ id: ada.user.id, ...change })).resolves.toMatchObject({ id: ada.user.id });
  }
  const unchanged = { email: admin.user.email, bio: 'Root' };
  await expect(user.update({ id: admin.user.id, ...unchanged })).resolves.toMatchObject(unchanged);
});
