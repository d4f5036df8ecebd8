// T16, T17: tokens after their time, on two processes that serve one database.

import { createTestDatabase, runSql } from '@docket/kit/database';
import { serveTarget } from '@docket/kit/served-target';
import {
  type Account,
  admin,
  call,
  cookiesOf,
  logIn,
  PASSWORD,
  SECRET_KEY,
  type ServedTarget,
  send,
  signUp,
} from '@docket/kit/target';
import { afterAll, describe, expect, test, vi } from 'vitest';

// One name for the cookies of both, as both are behind one address.
const settings = {
  SECRET_KEY,
  COOKIE_NAME: 'docket_refresh',
  DATABASE_URL: await createTestDatabase({ onEnd: afterAll }),
};
const here = await serveTarget(settings);
const there = await serveTarget(settings);
const root = await admin(here);

type Tokens = Pick<Account, 'access_token' | 'refresh_token'>;

const refresh = (target: ServedTarget, { refresh_token }: Pick<Tokens, 'refresh_token'>) =>
  send<Tokens>(target, 'POST /api/v1/auth/refresh', { json: { refresh_token } });

/** What each process answers to the access token, over REST and tRPC. */
async function answersTo({ access_token: token }: Pick<Tokens, 'access_token'>, targets = [here, there]) {
  const answers = targets.flatMap((target) => [
    send(target, 'GET /api/v1/issues', { token }),
    call(target, 'user.me', { token }),
  ]);
  return (await Promise.all(answers)).map(({ status }) => status);
}

const accepted = [200, 200, 200, 200];

type Ended = { at?: ServedTarget; status?: 401 | 403 };

/**
 * The process that ended the session refuses its access token at once. So does the other on SQLite
 * (`sqlite.test.ts`); on PostgreSQL it hears of it within a second.
 */
async function expectEnded(tokens: Pick<Tokens, 'access_token'>, { at = here, status = 401 }: Ended = {}) {
  expect(await answersTo(tokens, [at])).toEqual([status, status]);
  const asked = async () => expect(await answersTo(tokens)).toEqual(Array(4).fill(status));
  await vi.waitFor(asked, { timeout: 60_000, interval: 5 });
}

describe('T16: a refresh token', () => {
  test('that is used a second time ends the session, whoever has its tokens', async () => {
    const ada = await signUp(here, 'ada');
    const elsewhere = await logIn(here, 'ada');
    const { json: used } = await refresh(here, ada);
    const { json: next } = await refresh(there, used);
    expect(await answersTo(next)).toEqual(accepted);
    expect((await refresh(there, ada)).status).toBe(401);
    await expectEnded(next, { at: there });
    await expectEnded(ada, { at: there });
    for (const tokens of [ada, used, next]) expect((await refresh(here, tokens)).status).toBe(401);
    expect(await answersTo(elsewhere)).toEqual(accepted);
  });

  test('that comes fifty times at once never leaves two who can go on', async () => {
    const bob = await signUp(here, 'bob');
    const attempts = Array.from({ length: 50 }, (_, index) => refresh(index % 2 ? here : there, bob));
    const answers = await Promise.all(attempts);
    // A busy machine may have no room for all of them to wait.
    const good = answers.filter(({ status }) => status !== 503);
    expect(new Set(good.map(({ status }) => status))).toEqual(new Set([200]));
    const next: number[] = [];
    for (const { json } of good) next.push((await refresh(here, json)).status);
    expect(next.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
    for (const { json } of good.slice(-1)) await expectEnded(json);
  });

  test('C28: whose answer was lost is answered again by any process, and not 10 s later', async () => {
    const gwen = await signUp(here, 'gwen');
    const { json: lost } = await refresh(here, gwen);
    const { status, json: again } = await refresh(there, gwen);
    expect([status, await answersTo(again)]).toEqual([200, accepted]);
    const before = new Date(Date.now() - 10_000).toISOString();
    await runSql(here.database, `update refresh_token set used_at = '${before}' where used_at is not null`);
    expect((await refresh(here, gwen)).status).toBe(401);
    for (const tokens of [lost, again]) {
      expect((await refresh(here, tokens)).status).toBe(401);
      await expectEnded(tokens);
    }
  });

  test('in a cookie is good for one use as well', async () => {
    await signUp(here, 'cleo');
    const json = { username: 'cleo', password: PASSWORD };
    const started = await send<Tokens>(here, 'POST /api/v1/auth/session', { json });
    const [cookie = ''] = started.headers.getSetCookie().map((one) => one.split(';', 1)[0] ?? '');
    const next = (sent: string) =>
      send<Tokens>(there, 'POST /api/v1/auth/session/refresh', { headers: { cookie: sent } });
    const renewed = await next(cookie);
    expect(renewed.status).toBe(200);
    expect((await next(cookiesOf(renewed))).status).toBe(200);
    expect((await next(cookie)).status).toBe(401);
    await expectEnded(started.json, { at: there });
  });

  test.each(['', 'dkr_', 'dkr_made-up', `dkr_${'A'.repeat(43)}`, "' OR 1=1 --"])(
    'that was made up (%s) is refused',
    async (refresh_token) => {
      expect([401, 422]).toContain((await refresh(here, { refresh_token })).status);
    },
  );
});

describe('T17: an access token is refused at the next call, and by the other process within a second', () => {
  const change = async (target: ServedTarget, { id }: Account, json: object) => {
    const { status } = await send(target, `PATCH /api/v1/users/${id}`, {
      token: (await admin(target)).access_token,
      json,
    });
    expect(status).toBe(200);
  };

  const ends: Record<string, (account: Account) => Promise<void>> = {
    'after logout': async ({ access_token: token }) => {
      expect((await send(here, 'POST /api/v1/auth/logout', { token })).status).toBe(204);
    },
    'after a change of password': (account) => change(here, account, { password: 'a fresh password' }),
    'after a change of role': (account) => change(here, account, { role: 'admin' }),
    'after deletion': async ({ id }) => {
      const { status } = await send(here, `DELETE /api/v1/users/${id}`, { token: root.access_token });
      expect(status).toBe(204);
    },
  };

  test.each(Object.entries(ends))('%s', async (what, end) => {
    const account = await signUp(here, what.replaceAll(' ', '-'));
    expect(await answersTo(account)).toEqual(accepted);
    await end(account);
    await expectEnded(account);
  });

  test('after deactivation, for good', async () => {
    const account = await signUp(here, 'dora');
    expect(await answersTo(account)).toEqual(accepted);
    await change(here, account, { is_active: false });
    await expectEnded(account, { status: 403 });
    expect((await refresh(there, account)).status).toBe(401);
    await change(there, account, { is_active: true });
    await expectEnded(account, { at: there });
    expect((await refresh(there, account)).status).toBe(401);
  });

  test('as an admin’s, once the admin is none', async () => {
    const account = await signUp(here, 'eve');
    await change(here, account, { role: 'admin' });
    const asAdmin = await logIn(there, 'eve');
    const listed = (token: string) =>
      send(there, 'POST /api/v1/archive/import', { token, json: { source: 'github:a/b', labels: [], issues: [] } });
    expect((await listed(asAdmin.access_token)).status).toBe(200);
    await change(there, account, { role: 'user' });
    expect((await listed(asAdmin.access_token)).status).toBe(401);
    const { json: renewed } = await refresh(there, asAdmin);
    expect((await listed(renewed.access_token)).status).toBe(403);
  });
});
