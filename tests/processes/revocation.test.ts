// A token that is revoked on one side is refused on the other within a second, by callers who ask without a break.

import { type Account, admin, logIn, PASSWORD, type Sent, send, signUp } from '@docket/kit/target';
import { expect, test } from 'vitest';
import { expectRefusal, underLoad } from './revocation.ts';
import { startPair } from './several-servers.ts';

const pair = await startPair();
const [here, there] = pair;
const root = await admin(here);

const call = (route: string, { access_token: token }: Pick<Account, 'access_token'>, sent: Sent = {}) =>
  send<{ id: string; token: string; items: { id: string; is_current: boolean }[] }>(here, route, { token, ...sent });
const change = ({ id }: Account, json: object) => call(`PATCH /api/v1/users/${id}`, root, { json });

type Revocation = { revoke: (account: Account) => Promise<{ status: number }>; status?: number };

const revocations: Record<string, Revocation> = {
  logout: { revoke: (account) => call('POST /api/v1/auth/logout', account) },
  'logout everywhere': { revoke: (account) => call('POST /api/v1/auth/logout-all', account) },
  'the end of the session': {
    async revoke({ username, access_token }) {
      const [session] = (await call('GET /api/v1/auth/sessions', { access_token })).json.items;
      return call(`DELETE /api/v1/auth/sessions/${session?.id}`, await logIn(here, username));
    },
  },
  'a new password': {
    revoke: (account) => {
      const json = { current_password: PASSWORD, new_password: 'analytical engine' };
      return call('POST /api/v1/auth/password', account, { json });
    },
  },
  'a password that an admin sets': { revoke: (account) => change(account, { password: 'analytical engine' }) },
  'another role': { revoke: (account) => change(account, { role: 'admin' }) },
  deactivation: { revoke: (account) => change(account, { is_active: false }), status: 403 },
  deletion: { revoke: ({ id }) => call(`DELETE /api/v1/users/${id}`, root) },
};

const nameOf = (what: string) => what.replaceAll(' ', '-');

test.each(Object.entries(revocations))('%s', async (what, { revoke, status = 401 }) => {
  const account = await signUp(there, nameOf(what));
  await expectRefusal(there, { token: account.access_token, revoke: () => revoke(account), status });
});

test('the end of an API token, and deactivation of its user', async () => {
  const account = await signUp(there, 'scripter');
  const makeToken = async () => {
    const json = { name: 'nightly', scopes: ['issues:read'] };
    return (await call('POST /api/v1/auth/tokens', account, { json })).json;
  };
  const [one, other] = [await makeToken(), await makeToken()];
  const end = () => call(`DELETE /api/v1/auth/tokens/${one.id}`, account);
  await expectRefusal(there, { token: one.token, revoke: end, status: 401 });
  const deactivate = () => change(account, { is_active: false });
  await expectRefusal(there, { token: other.token, revoke: deactivate, status: 403 });
});

test('all that, while others read and write on both sides', async () => {
  await underLoad(pair, root.access_token, async () => {
    for (const [what, { revoke, status = 401 }] of Object.entries(revocations)) {
      const account = await signUp(there, `busy-${nameOf(what)}`);
      await expectRefusal(there, { token: account.access_token, revoke: () => revoke(account), status });
    }
  });
});

test('nobody else is refused when one is', async () => {
  const [one, other] = [await signUp(here, 'one'), await signUp(there, 'other')];
  const revoke = () => call('POST /api/v1/auth/logout', one);
  await expectRefusal(there, { token: one.access_token, revoke, status: 401 });
  expect((await send(there, 'GET /api/v1/issues', { token: other.access_token })).status).toBe(200);
});
