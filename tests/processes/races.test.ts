// What is looked up and then written, on both sides at once: one of them wins. Refresh tokens race in
// tests/abuse/sessions.test.ts, and mails in apps/server/testing/mail.test.ts.

import { createTestDatabase } from '@docket/kit/database';
import { openTestDocket } from '@docket/kit/docket';
import { type Account, admin, logIn, PASSWORD, production, send, signUp, startServer } from '@docket/kit/target';
import { afterAll, expect, test } from 'vitest';
import { callBoth, createIssue, type Pair, statusesOf } from './several-servers.ts';

const ROUNDS = 5;

const DATABASE_URL = await createTestDatabase({ onEnd: afterAll, isEmpty: true });
const servers = await Promise.all(Array.from({ length: 5 }, () => startServer({ ...production, DATABASE_URL })));
const [here, there] = servers as [(typeof servers)[0], (typeof servers)[0]];
const pair: Pair = [here, there];

type Users = { items: (Account & { role: string })[]; total: number };

test('F8: five servers that start at once on an empty database all serve, with one admin and numbers without gaps', async () => {
  const { access_token: token } = await admin(here);
  const made = await Promise.all(
    servers.map(async (server) => {
      expect((await send(server, 'GET /health/ready')).status).toBe(200);
      return createIssue(server, token);
    }),
  );
  expect(made.map(({ json }) => json.number).toSorted()).toEqual([1, 2, 3, 4, 5]);
  for (const server of servers) expect((await send(server, 'GET /api/v1/issues/5', { token })).status).toBe(200);
  const { json } = await send<Users>(here, 'GET /api/v1/users', { token });
  expect(json.items.map(({ email, role }) => [email, role])).toEqual([['root@example.org', 'admin']]);
});

test.each([
  ['username', (round: number, call: number) => ({ username: `Name${round}`, email: `n${round}.${call}@example.org` })],
  ['address', (round: number, call: number) => ({ username: `a${round}-${call}`, email: `same${round}@example.org` })],
])('of registrations with the same %s, one wins', async (_what, accountOf) => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const answers = await callBoth(pair, { count: 6 }, (target, call) => {
      const account = accountOf(round, call);
      const email = call % 3 === 0 ? account.email.toUpperCase() : account.email;
      return send(target, 'POST /api/v1/auth/register', { json: { ...account, email, password: PASSWORD } });
    });
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
  }
});

test('of labels with the same name, one is made', async () => {
  const { access_token: token } = await admin(here);
  for (let round = 0; round < ROUNDS; round += 1) {
    const answers = await callBoth(pair, { count: 6 }, (target, call) => {
      const json = { name: call % 3 === 0 ? `BUG ${round}` : `bug ${round}`, color: '#aa0000' };
      return send(target, 'POST /api/v1/labels', { token, json });
    });
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  }
});

const leave = {
  'is demoted': ({ id }: Account) => ({ route: `PATCH /api/v1/users/${id}`, json: { role: 'user' } }),
  'is deactivated': ({ id }: Account) => ({ route: `PATCH /api/v1/users/${id}`, json: { is_active: false } }),
  'is deleted': ({ id }: Account) => ({ route: `DELETE /api/v1/users/${id}` }),
};

test.each(Object.entries(leave))('one admin stays when one %s on each side at once', async (what, leaving) => {
  const root = await admin(here);
  const made = await signUp(here, `second-${what.replaceAll(' ', '-')}`);
  const promotion = { token: root.access_token, json: { role: 'admin' } };
  expect((await send(here, `PATCH /api/v1/users/${made.id}`, promotion)).status).toBe(200);
  const second = { ...made, ...(await logIn(there, made.username)) };
  // The first admin can never win, or the tests after this would have none.
  const away = leaving(second);
  const back = { route: `PATCH /api/v1/users/${root.id}`, json: { role: 'user' } };
  const [one, other] = await Promise.all([
    send(here, away.route, { token: second.access_token, json: 'json' in away ? away.json : undefined }),
    send(there, back.route, { token: root.access_token, json: back.json }),
  ]);
  const won = [one, other].filter(({ status }) => status < 300);
  expect(won).toHaveLength(1);
  expect([one, other].filter(({ status }) => status === 409)).toHaveLength(1);
  if (other.status !== 200) return;
  const again = { token: second.access_token, json: { role: 'admin' } };
  expect((await send(here, `PATCH /api/v1/users/${root.id}`, again)).status).toBe(200);
  const { access_token: token } = await admin(here);
  expect((await send(here, `DELETE /api/v1/users/${second.id}`, { token })).status).toBe(204);
});

test('a reset token that comes to both sides at once sets one password', async () => {
  const user = await signUp(here, 'forgetful');
  const docket = await openTestDocket({ DATABASE_URL });
  for (let round = 0; round < ROUNDS; round += 1) {
    const token = await docket.createResetToken({ user: user as never });
    const passwords = [`here in round ${round}`, `there in round ${round}`];
    const answers = await callBoth(pair, { count: 2 }, (target, call) => {
      return send(target, 'POST /api/v1/auth/reset-password', { json: { token, new_password: passwords[call] } });
    });
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 400]);
    const logins = answers.map(({ status }, call) => {
      const json = { username: 'forgetful', password: passwords[call] };
      return send(call ? here : there, 'POST /api/v1/auth/login', { json }).then((login) => [status, login.status]);
    });
    expect((await Promise.all(logins)).sort()).toEqual([
      [204, 200],
      [400, 401],
    ]);
  }
});

test('a session that is ended on both sides at once was ended once', async () => {
  const user = await signUp(here, 'leaver');
  const { access_token: token } = await logIn(there, 'leaver');
  const { json } = await send<{ items: { id: string; is_current: boolean }[] }>(here, 'GET /api/v1/auth/sessions', {
    token,
  });
  const ended = json.items.find(({ is_current }) => !is_current)?.id;
  const end = () => [here, there].map((target) => send(target, `DELETE /api/v1/auth/sessions/${ended}`, { token }));
  expect(await statusesOf(end())).toEqual([204, 404]);
  expect((await send(there, 'GET /api/v1/users/me', { token: user.access_token })).status).toBe(401);
});
