import { openTestDocket, refusalOf, TEST_PASSWORD, type TestDocket } from '@docket/kit/docket';
import { expect, test } from 'vitest';

const DAY_MS = 24 * 60 * 60 * 1000;
const invalid = { code: 'invalid_refresh_token', status: 401 };

function refresh(docket: TestDocket, refresh_token: string) {
  return docket.caller('anonymous').auth.refresh({ refresh_token });
}

test('exchanges a refresh token for a new pair that works', async () => {
  const docket = await openTestDocket();
  const { user, refresh_token } = await docket.createUser('ada');
  const next = await refresh(docket, refresh_token);
  expect(next.refresh_token).not.toBe(refresh_token);
  expect(await docket.caller(next).user.me()).toEqual(user);
  await expect(refresh(docket, next.refresh_token)).resolves.toMatchObject({ token_type: 'bearer' });
});

test('ends the whole session when a refresh token comes a second time, and writes it down', async () => {
  const docket = await openTestDocket();
  const { refresh_token, caller } = await docket.createUser('ada');
  const next = await refresh(docket, refresh_token);
  docket.clock.advance(10_000);
  expect(await refusalOf(refresh(docket, refresh_token))).toMatchObject(invalid);

  expect(await refusalOf(refresh(docket, next.refresh_token))).toMatchObject(invalid);
  expect(await refusalOf(docket.caller(next).user.me())).toMatchObject({ code: 'unauthenticated', status: 401 });
  expect(await refusalOf(caller.user.me())).toMatchObject({ code: 'unauthenticated' });
  const events = await docket.database.read
    .selectFrom('event')
    .innerJoin('session', 'session.id', 'event.subject_id')
    .select(['event.type', 'session.revoked_at'])
    .where('event.type', '=', 'session.token_reused')
    .execute();
  expect(events).toEqual([{ type: 'session.token_reused', revoked_at: expect.any(String) }]);
});

test('keeps the other sessions of a user whose token was reused', async () => {
  const docket = await openTestDocket();
  const { user, refresh_token } = await docket.createUser('ada');
  const elsewhere = await docket.caller('anonymous').auth.login({ username: 'ada', password: TEST_PASSWORD });
  await refresh(docket, refresh_token);
  docket.clock.advance(10_000);
  await refusalOf(refresh(docket, refresh_token));
  expect(await docket.caller(elsewhere).user.me()).toEqual(user);
});

test('C28: answers again within 10 s when the answer was lost, and again when that one was', async () => {
  const docket = await openTestDocket();
  const { user, refresh_token } = await docket.createUser('ada');
  await refresh(docket, refresh_token);
  docket.clock.advance(2000);
  await refresh(docket, refresh_token);
  docket.clock.advance(7999);
  const last = await refresh(docket, refresh_token);
  expect(await docket.caller(last).user.me()).toEqual(user);
  await expect(refresh(docket, last.refresh_token)).resolves.toHaveProperty('access_token');
});

test('C28: ends the session when a token comes again whose successor was used, however soon', async () => {
  const docket = await openTestDocket();
  const { refresh_token } = await docket.createUser('ada');
  const next = await refresh(docket, refresh_token);
  const last = await refresh(docket, next.refresh_token);
  expect(await refusalOf(refresh(docket, refresh_token))).toMatchObject(invalid);
  expect(await refusalOf(refresh(docket, last.refresh_token))).toMatchObject(invalid);
});

test('C28: ends the session when the answer was not lost, and its token comes too', async () => {
  const docket = await openTestDocket();
  const { refresh_token } = await docket.createUser('ada');
  const withdrawn = await refresh(docket, refresh_token);
  const last = await refresh(docket, refresh_token);
  expect(await refusalOf(refresh(docket, withdrawn.refresh_token))).toMatchObject(invalid);
  expect(await refusalOf(refresh(docket, last.refresh_token))).toMatchObject(invalid);
});

test('C19b: a token that was used while a clock was ahead is not good again until then', async () => {
  const docket = await openTestDocket();
  const { refresh_token } = await docket.createUser('ada');
  docket.clock.advance(DAY_MS);
  const next = await refresh(docket, refresh_token);
  docket.clock.advance(-DAY_MS);
  const last = await refresh(docket, next.refresh_token);
  docket.clock.advance(60_000);
  expect(await refusalOf(refresh(docket, refresh_token))).toMatchObject(invalid);
  expect(await refusalOf(refresh(docket, last.refresh_token))).toMatchObject(invalid);
});

test('never leaves two live children when one token is refreshed 50 times at once', async () => {
  const docket = await openTestDocket();
  const { refresh_token } = await docket.createUser('ada');
  // A busy machine may refuse some: there is no room for all of them to wait.
  const answers = await Promise.allSettled(Array.from({ length: 50 }, () => refresh(docket, refresh_token)));
  const pairs = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  expect(pairs).not.toEqual([]);
  const { live } = await docket.database.read
    .selectFrom('refresh_token')
    .innerJoin('session', 'session.id', 'refresh_token.session_id')
    .select((eb) => eb.fn.countAll<number>().as('live'))
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow();
  expect(live).toBe(1);
  const outcomes = [];
  for (const pair of pairs) outcomes.push(await refresh(docket, pair.refresh_token).catch(() => undefined));
  expect(outcomes.filter(Boolean).length).toBeLessThanOrEqual(1);
});

test('lets a session die of disuse, and live on with each refresh', async () => {
  const docket = await openTestDocket({ REFRESH_TOKEN_EXPIRE_DAYS: '2' });
  let { refresh_token } = await docket.createUser('ada');
  for (let day = 0; day < 5; day += 1) {
    docket.clock.advance(DAY_MS);
    ({ refresh_token } = await refresh(docket, refresh_token));
  }
  docket.clock.advance(2 * DAY_MS - 1);
  ({ refresh_token } = await refresh(docket, refresh_token));
  docket.clock.advance(2 * DAY_MS);
  expect(await refusalOf(refresh(docket, refresh_token))).toMatchObject(invalid);
});

test('refuses the refresh token of a deactivated or deleted user', async () => {
  const docket = await openTestDocket();
  const system = docket.caller({ system: 'test' });
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  await system.user.update({ id: ada.user.id, is_active: false });
  await system.user.delete({ id: bob.user.id });
  for (const { refresh_token } of [ada, bob]) {
    expect(await refusalOf(refresh(docket, refresh_token))).toMatchObject(invalid);
  }
  await system.user.update({ id: ada.user.id, is_active: true });
  expect(await refusalOf(refresh(docket, ada.refresh_token))).toMatchObject(invalid);
});

test('stores no refresh token as it is', async () => {
  const docket = await openTestDocket();
  const { refresh_token } = await docket.createUser('ada');
  const rows = await docket.database.read.selectFrom('refresh_token').selectAll().execute();
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(refresh_token.slice('dkr_'.length));
});

test.each(['', 'dkr_unknown', 'x'.repeat(201), "dkr_' or 1=1 --"])('refuses "%s" as a refresh token', async (token) => {
  const docket = await openTestDocket();
  const { code } = await refusalOf(refresh(docket, token));
  expect(['invalid_refresh_token', 'validation_failed']).toContain(code);
});

test('refuses an access token as a refresh token', async () => {
  const docket = await openTestDocket();
  const { access_token } = await docket.createUser('ada');
  expect((await refusalOf(refresh(docket, access_token))).status).toBeGreaterThanOrEqual(401);
});
