import { openTestDocket, refusalOf, TEST_PASSWORD, type TestDocket } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { inProcessRequest } from '../../src/core/request.ts';
import { callerOf } from '../../src/procedures/caller.ts';
import { api } from '../../src/root.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const credentials = { username: 'ada', password: TEST_PASSWORD };

/** Logs Ada in from somewhere else, a minute later. */
function logInFrom(docket: TestDocket, address: string, agent: string) {
  docket.clock.advance(60_000);
  const request = inProcessRequest({ address, agent });
  return callerOf(api, () => docket.createContext('anonymous', request)).auth.login(credentials);
}

test('lists the sessions in which one is logged in, the newest first, and marks this one', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  await docket.createUser('bob');
  await logInFrom(docket, '203.0.113.7', 'Firefox');
  const gone = await logInFrom(docket, '203.0.113.8', 'Safari');
  await docket.caller(gone).auth.logout();
  const page = await ada.caller.session.list({});
  expect(page).toMatchObject({ total: 2, page: 1, pages: 1 });
  expect(page.items).toMatchObject([
    { address: '203.0.113.7', agent: 'Firefox', is_current: false },
    { address: null, agent: null, is_current: true },
  ]);
});

test('ends one session by its id, at the next call, and no other', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  const elsewhere = await logInFrom(docket, '203.0.113.7', 'Firefox');
  const [other] = (await ada.caller.session.list({})).items;
  const id = other?.id ?? '';
  expect(await ada.caller.session.revoke({ id })).toBeNull();
  expect(await refusalOf(docket.caller(elsewhere).user.me())).toMatchObject({ code: 'unauthenticated' });
  expect(await refusalOf(docket.caller('anonymous').auth.refresh(elsewhere))).toMatchObject({
    code: 'invalid_refresh_token',
  });
  expect(await ada.caller.user.me()).toEqual(ada.user);
  expect(await refusalOf(ada.caller.session.revoke({ id }))).toMatchObject({ code: 'session_not_found', status: 404 });
});

test('ends every session with logout-all, and writes it down', async () => {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  const elsewhere = await logInFrom(docket, '203.0.113.7', 'Firefox');
  await ada.caller.auth.logoutAll();
  for (const tokens of [ada, elsewhere]) {
    expect(await refusalOf(docket.caller(tokens).user.me())).toMatchObject({ code: 'unauthenticated' });
    expect(await refusalOf(docket.caller('anonymous').auth.refresh(tokens))).toMatchObject({
      code: 'invalid_refresh_token',
    });
  }
  expect(await bob.caller.user.me()).toEqual(bob.user);
  const events = docket.database.read.selectFrom('event').select('actor_id');
  expect(await events.where('type', '=', 'user.logged_out_everywhere').execute()).toEqual([{ actor_id: ada.user.id }]);
});

test('ends a session after SESSION_EXPIRE_DAYS, however much it is used', async () => {
  const docket = await openTestDocket({ REFRESH_TOKEN_EXPIRE_DAYS: '2', SESSION_EXPIRE_DAYS: '5' });
  let tokens = await docket.createUser('ada').then(({ refresh_token }) => ({ refresh_token, access_token: '' }));
  for (let day = 0; day < 4; day += 1) {
    docket.clock.advance(DAY_MS);
    tokens = await docket.caller('anonymous').auth.refresh(tokens);
  }
  docket.clock.advance(DAY_MS - 60_000);
  tokens = await docket.caller('anonymous').auth.refresh(tokens);
  await expect(docket.caller(tokens).user.me()).resolves.toMatchObject({ username: 'ada' });
  docket.clock.advance(60_000);
  expect(await refusalOf(docket.caller(tokens).user.me())).toMatchObject({ code: 'unauthenticated' });
  expect(await refusalOf(docket.caller('anonymous').auth.refresh(tokens))).toMatchObject({
    code: 'invalid_refresh_token',
  });
});

test('has no session to end that has expired', async () => {
  const docket = await openTestDocket({ REFRESH_TOKEN_EXPIRE_DAYS: '1' });
  await docket.createUser('ada');
  const old = await logInFrom(docket, '203.0.113.7', 'Firefox');
  const [session] = (await docket.caller(old).session.list({})).items;
  docket.clock.advance(DAY_MS);
  const now = docket.caller(await logInFrom(docket, '203.0.113.8', 'Safari'));
  expect(await refusalOf(now.session.revoke({ id: session?.id ?? '' }))).toMatchObject({ code: 'session_not_found' });
});
