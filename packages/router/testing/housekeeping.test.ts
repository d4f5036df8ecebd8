import { openTestDocket, type TestDocket, type TestUser } from '@docket/kit/docket';
import { expect, onTestFinished, test, vi } from 'vitest';
import { SILENT } from '../src/core/log.ts';
import { clearOut } from '../src/housekeeping.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

async function idsOf({ database }: TestDocket, table: 'session' | 'refresh_token'): Promise<number> {
  return (await database.read.selectFrom(table).select('created_at').execute()).length;
}

test('removes sessions that ended long ago, and refresh tokens that were used long ago, and no other', async () => {
  const docket = await openTestDocket({ REFRESH_TOKEN_EXPIRE_DAYS: '200', SESSION_EXPIRE_DAYS: '200' });
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  await docket.caller('anonymous').auth.refresh(ada);
  await bob.caller.auth.logout();
  docket.clock.advance(89 * DAY_MS);
  await clearOut(docket.database, docket.clock.now.toISOString());
  expect([await idsOf(docket, 'session'), await idsOf(docket, 'refresh_token')]).toEqual([2, 3]);
  docket.clock.advance(2 * DAY_MS);
  await clearOut(docket.database, docket.clock.now.toISOString());
  expect([await idsOf(docket, 'session'), await idsOf(docket, 'refresh_token')]).toEqual([1, 1]);
});

test('removes what was given up or ended long ago, and what is over', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  await ada.caller.token.create({ name: 'short', scopes: ['issues:read'], expires_in_days: 1 });
  await ada.caller.token.create({ name: 'endless', scopes: ['issues:read'] });
  const revoked = await ada.caller.token.create({ name: 'revoked', scopes: ['issues:read'] });
  await ada.caller.token.revoke({ id: revoked.id });
  await docket.createResetToken(ada);
  await docket.createConfirmToken(ada, 'lovelace@example.org');
  await docket.createInviteToken(ada, 'lovelace@example.org');
  await docket.caller('anonymous').password.forgot({ email: 'ada@example.org' });
  const failed_at = docket.clock.now.toISOString();
  await docket.database.write((db) => db.updateTable('outbox').set({ failed_at }).execute());
  const left = async () => {
    await clearOut(docket.database, docket.clock.now.toISOString());
    const tables = ['outbox', 'api_token', 'password_reset', 'email_confirmation', 'invitation'] as const;
    const { read } = docket.database;
    return Promise.all(tables.map(async (table) => (await read.selectFrom(table).selectAll().execute()).length));
  };
  expect(await left()).toEqual([4, 3, 1, 1, 1]);
  docket.clock.advance(60 * 60 * 1000);
  expect(await left()).toEqual([4, 3, 0, 1, 1]);
  docket.clock.advance(92 * DAY_MS);
  expect(await left()).toEqual([0, 1, 0, 0, 0]);
});

test('saves each minute when sessions were last used, and when Docket closes', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  vi.useFakeTimers({ toFake: ['setInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  docket.startBackground(SILENT);
  const use = async () => {
    docket.clock.advance(1000);
    await ada.caller.user.me();
    return docket.clock.now.toISOString();
  };
  const first = await use();
  vi.advanceTimersByTime(60_000);
  await vi.waitFor(async () => expect(await lastUse(docket, ada)).toBe(first), 60_000); // the round is not awaited by its timer
  const elsewhere = await openTestDocket({ DATABASE_URL: docket.settings.DATABASE_URL });
  const second = await use();
  expect(await lastUse(elsewhere, ada)).toBe(first);
  await docket.close();
  expect(await lastUse(elsewhere, ada)).toBe(second);
});

test('leaves no timer behind when Docket closes', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const docket = await openTestDocket();
  const idle = vi.getTimerCount();
  docket.startBackground(SILENT);
  expect(vi.getTimerCount()).toBe(idle + 1);
  await docket.close();
  expect(vi.getTimerCount()).toBe(0);
});

async function lastUse({ database }: TestDocket, { user }: TestUser): Promise<string | undefined> {
  const sessions = database.read.selectFrom('session').select('last_used_at').where('user_id', '=', user.id);
  return (await sessions.executeTakeFirst())?.last_used_at;
}
