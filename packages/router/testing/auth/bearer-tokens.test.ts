import { openTestDocket, refusalOf, TEST_PASSWORD } from '@docket/kit/docket';
import { expect, onTestFinished, test, vi } from 'vitest';
import { inProcessRequest } from '../../src/core/request.ts';
import { hashingPool } from '../../src/credentials/hashing-pool.ts';
import { HASHING_THREADS } from '../../src/credentials/hashing-threads.ts';
import { BearerTokens } from '../../src/features/auth/flows/bearer-tokens.ts';
import { callerOf } from '../../src/procedures/caller.ts';
import { api } from '../../src/root.ts';

/** A Docket where Ada is logged in and has an API token, and BearerTokens of its own on that database. */
async function remember() {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  const { token } = await ada.caller.token.create({ name: 'script', scopes: ['issues:read'] });
  const tokens = new BearerTokens(docket.database, docket.settings);
  const actorOf = async (one: string) => (await tokens.admit(one, docket.clock.now.toISOString())).actor;
  return { docket, ada, token, actorOf, tokens };
}

test('asks the database once about a token, and again only after somebody has written', async () => {
  const { docket, ada, token, actorOf } = await remember();
  const asked = vi.spyOn(docket.database.read, 'getExecutor');
  // On PostgreSQL the change mark grows with time as well.
  const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
  onTestFinished(() => clock.mockRestore());
  const actorAndQueries = async (one: string) => {
    asked.mockClear();
    return { ...(await actorOf(one)), queries: asked.mock.calls.length };
  };
  for (const one of [ada.access_token, token]) {
    expect(await actorAndQueries(one)).toMatchObject({ kind: 'user', id: ada.user.id, queries: 1 });
    expect(await actorAndQueries(one)).toMatchObject({ kind: 'user', id: ada.user.id, queries: 0 });
    await ada.caller.label.create({ name: `label ${one.length}` });
    expect(await actorAndQueries(one)).toMatchObject({ kind: 'user', id: ada.user.id, queries: 1 });
    expect(await actorAndQueries(one)).toMatchObject({ kind: 'user', id: ada.user.id, queries: 0 });
  }
  await docket.caller({ system: 'test' }).user.update({ id: ada.user.id, is_active: false });
  for (const one of [ada.access_token, token]) {
    expect(await actorOf(one)).toMatchObject({ kind: 'anonymous', refusal: { reason: 'inactive_user' } });
  }
});

test('sees what another process has ended, within half a second', async () => {
  const { docket, ada, token, actorOf } = await remember();
  const elsewhere = await openTestDocket({ DATABASE_URL: docket.settings.DATABASE_URL });
  for (const one of [ada.access_token, token]) expect(await actorOf(one)).toMatchObject({ kind: 'user' });
  const caller = elsewhere.caller(ada);
  for (const { id } of (await caller.token.list({})).items) await caller.token.revoke({ id });
  await caller.auth.logoutAll();
  const unauthenticated = { kind: 'anonymous', refusal: { reason: 'unauthenticated' } };
  const halfASecondLater = performance.now() + 500;
  vi.spyOn(performance, 'now').mockReturnValue(halfASecondLater);
  onTestFinished(() => void vi.restoreAllMocks());
  for (const one of [ada.access_token, token]) expect(await actorOf(one)).toMatchObject(unauthenticated);
});

test('lets a remembered token end when its time is over, though nobody has written', async () => {
  const { docket, ada, actorOf } = await remember();
  const { token } = await ada.caller.token.create({ name: 'short', scopes: ['issues:read'], expires_in_days: 1 });
  for (const one of [ada.access_token, token]) expect(await actorOf(one)).toMatchObject({ kind: 'user' });
  docket.clock.advance(30 * 60 * 1000);
  expect(await actorOf(ada.access_token)).toMatchObject({ refusal: { message: 'The access token has expired' } });
  docket.clock.advance(24 * 60 * 60 * 1000);
  expect(await actorOf(token)).toMatchObject({ refusal: { message: 'The API token has expired' } });
});

test('saves when sessions and tokens were last used, and writes nothing when nothing was', async () => {
  const { docket, ada, token, actorOf, tokens } = await remember();
  await ada.caller.token.create({ name: 'unused', scopes: ['issues:read'] });
  const begun = docket.clock.now.toISOString();
  await docket.caller('anonymous').auth.login({ username: 'ada', password: TEST_PASSWORD });
  docket.clock.advance(60_000);
  const last_used_at = docket.clock.now.toISOString();
  for (const one of [ada.access_token, token]) await actorOf(one);
  await tokens.saveLastUses();
  expect((await ada.caller.session.list({})).items).toMatchObject([{ last_used_at: begun }, { last_used_at }]);
  expect((await ada.caller.token.list({})).items).toMatchObject([
    { name: 'script', last_used_at },
    { name: 'unused', last_used_at: null },
  ]);
  const write = vi.spyOn(docket.database, 'write');
  await tokens.saveLastUses();
  expect(write).not.toHaveBeenCalled();
});

test('asks again when something was committed while it was asking', async () => {
  const { docket, ada } = await remember();
  let mark = 1;
  const tokens = new BearerTokens({ ...docket.database, changeMark: () => mark }, docket.settings);
  const actorOf = async () => (await tokens.admit(ada.access_token, docket.clock.now.toISOString())).actor;
  await actorOf();
  const { read } = docket.database;
  const asked = vi.spyOn(read, 'getExecutor');
  mark = 2;
  const asking = actorOf(); // it has the mark, and reads: what is committed now comes too late for it
  mark = 3;
  await asking;
  asked.mockClear();
  await actorOf();
  expect(asked).toHaveBeenCalledTimes(1);
});

test('sees a logout in a database in memory too', async () => {
  const docket = await openTestDocket({ DATABASE_URL: 'sqlite::memory:' });
  const ada = await docket.createUser('ada');
  await ada.caller.user.me();
  await docket.caller(ada).auth.logout();
  expect(await refusalOf(ada.caller.user.me())).toMatchObject({ code: 'unauthenticated' });
});

test('writes nothing for a call that waited until its user was locked out', async () => {
  const docket = await openTestDocket();
  const [evil, good] = [await docket.createUser('evil', 'admin'), await docket.createUser('good', 'admin')];
  const newAdmin = { email: 'next@example.org', password: 'difference engine', role: 'admin' as const };
  const hashing = Promise.withResolvers<void>();
  const held = Array.from({ length: HASHING_THREADS }, () => hashingPool.run(() => hashing.promise));
  const creation = refusalOf(evil.caller.user.create(newAdmin));
  const change = refusalOf(evil.caller.user.update({ id: good.user.id, password: 'mine from now on' }));
  await expect.poll(() => hashingPool.load().waiting).toBe(2);
  await good.caller.user.update({ id: evil.user.id, is_active: false });
  hashing.resolve();
  await Promise.all(held);
  expect([await creation, await change]).toMatchObject([{ code: 'inactive_user' }, { code: 'inactive_user' }]);
  expect((await good.caller.user.list({})).total).toBe(2);
});

test('leaves public procedures and a second logout alone when the token that came with them dies meanwhile', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  const context = await docket.createContext(ada, inProcessRequest());
  const batch = callerOf(api, async () => context); // as the calls of one batch share it
  await batch.auth.logout();
  expect(await batch.auth.logout()).toBeNull();
  expect(await batch.auth.logoutAll()).toBeNull();
  expect(await refusalOf(batch.label.create({ name: 'late' }))).toMatchObject({ code: 'unauthenticated' });
  await batch.auth.register({ email: 'bob@example.org', password: TEST_PASSWORD });
  await expect(batch.auth.login({ username: 'ada', password: TEST_PASSWORD })).resolves.toHaveProperty('access_token');
});
