// T36: a stolen access token, an address registered beforehand, a mailed reset, an admin at an open browser: none of
// them keeps an account.

import { openTestMailServer } from '@docket/kit/mail-server';
import {
  type Account,
  admin,
  call,
  logIn,
  PASSWORD,
  production,
  send,
  signUp,
  startServer,
  startServerForTest,
  type Target,
} from '@docket/kit/target';
import { describe, expect, test } from 'vitest';

const server = await startServer();

const change = (target: Target, { id, access_token: token }: Account, json: object) =>
  send<Account>(target, `PATCH /api/v1/users/${id}`, { token, json });

const confirm = (target: Target, token: string) =>
  send<{ code: string }>(target, 'POST /api/v1/auth/confirm-email', { json: { token } });

async function emailOf(target: Target, { access_token: token }: Account): Promise<string> {
  return (await send<Account>(target, 'GET /api/v1/users/me', { token })).json.email;
}

/** A server that sends mail, with Ada, who was welcomed. */
async function withMail() {
  const mail = await openTestMailServer();
  const target = await startServerForTest({ SMTP_URL: mail.url });
  const ada = await signUp(target, 'ada');
  await mail.hasReceived(1);
  const tokenMailedTo = async (address: string, count: number) => {
    await mail.hasReceived(count);
    const [raw = ''] = mail.received.flatMap(({ to, raw }) => (to === address ? raw : []));
    return /^dkc_[\w-]{43}$/m.exec(raw)?.[0] ?? '';
  };
  return { mail, target, ada, tokenMailedTo };
}

describe('C20, C21: whoever has nothing but an access token', () => {
  test.each([
    ['a user’s address', () => signUp(server, 'ada'), { email: 'thief@example.org' }],
    ['an admin’s address', () => admin(server), { email: 'thief@example.org' }],
    ['an admin’s password', () => admin(server), { password: 'a fresh password' }],
  ])('does not change %s', async (_, open, json) => {
    const account = await open();
    const { id, access_token: token } = account;
    const without = await change(server, account, json);
    const missing = { errors: [{ path: 'current_password', message: expect.stringMatching(/^Required to change/) }] };
    expect(without).toMatchObject({ status: 422, json: missing });
    expect((await call(server, 'user.update', { token, input: { id, ...json } })).status).toBe(422);
    const guess = await change(server, account, { ...json, current_password: 'a guess' });
    expect(guess).toMatchObject({ status: 403, json: { code: 'wrong_password' } });
    expect(await emailOf(server, account)).toBe(account.email);
    await expect(logIn(server, account.email)).resolves.toHaveProperty('access_token');
  });
});

test('C21: an admin changes their own password with the current one', async () => {
  const target = await startServerForTest();
  const root = await admin(target);
  const changed = await change(target, root, { password: 'a fresh password', current_password: PASSWORD });
  expect(changed.status).toBe(200);
  await expect(logIn(target, root.email, 'a fresh password')).resolves.toHaveProperty('access_token');
});

test('C20: an address is the account’s when it was confirmed by a mailed token, once, and the old one is told', async () => {
  const { mail, target, ada, tokenMailedTo } = await withMail();
  const asked = await change(target, ada, { email: 'next@example.org', bio: 'x', current_password: PASSWORD });
  expect(asked).toMatchObject({ status: 200, json: { email: ada.email, bio: 'x' } });
  const token = await tokenMailedTo('next@example.org', 2);
  await expect(logIn(target, 'next@example.org')).rejects.toThrow('401');
  expect((await confirm(target, token)).status).toBe(204);
  expect(await emailOf(target, ada)).toBe('next@example.org');
  await mail.hasReceived(3);
  expect(mail.received[2]).toMatchObject({
    to: ada.email,
    subject: expect.stringMatching(/^Your address .* changed$/),
  });
  const again = await confirm(target, token);
  expect([again.status, again.json.code]).toEqual([400, 'invalid_confirmation']);
});

test('C20: a change that was asked for ends with the next one, and with a new password', async () => {
  const { target, ada, tokenMailedTo } = await withMail();
  const ask = (email: string) => change(target, ada, { email, current_password: PASSWORD });
  await ask('first@example.org');
  const first = await tokenMailedTo('first@example.org', 2);
  await ask('second@example.org');
  const second = await tokenMailedTo('second@example.org', 3);
  const json = { current_password: PASSWORD, new_password: 'difference engine' };
  expect((await confirm(target, first)).status).toBe(400);
  const changed = await send<Account>(target, 'POST /api/v1/auth/password', { token: ada.access_token, json });
  expect((await confirm(target, second)).status).toBe(400);
  expect(await emailOf(target, { ...ada, ...changed.json })).toBe(ada.email);
});

test('C20: two who ask for one address both get their mail, and the first who confirms has it', async () => {
  const { mail, target, ada } = await withMail();
  const bob = await signUp(target, 'bob');
  const tokens: string[] = [];
  for (const [at, account] of [ada, bob].entries()) {
    await change(target, account, { email: 'wanted@example.org', current_password: PASSWORD });
    await mail.hasReceived(3 + at);
    tokens.push(/^dkc_[\w-]{43}$/m.exec(mail.received[2 + at]?.raw ?? '')?.[0] ?? '');
  }
  const [ofAda = '', ofBob = ''] = tokens;
  expect((await confirm(target, ofBob)).status).toBe(204);
  const late = await confirm(target, ofAda);
  expect([late.status, late.json.code]).toEqual([409, 'email_taken']);
});

test('C20: where no mail goes out, the password alone changes the address', async () => {
  const target = await startServerForTest(production);
  const root = await admin(target);
  const changed = await change(target, root, { email: 'next@example.org', current_password: PASSWORD });
  expect(changed.json.email).toBe('next@example.org');
  expect(await emailOf(target, root)).toBe('next@example.org');
});

describe('C22: a token of a script', () => {
  type ApiToken = { id: string; token: string };

  const makeToken = (target: Target, { access_token: token }: Account) =>
    send<ApiToken>(target, 'POST /api/v1/auth/tokens', { token, json: { name: 'mine', scopes: ['issues:read'] } });

  const statusWith = async (target: Target, { token }: ApiToken) =>
    (await send(target, 'GET /api/v1/issues', { token })).status;

  test('of whoever registered an address is worth nothing once its owner has reset the password by mail', async () => {
    const { mail, target, ada } = await withMail();
    const { json: theirs } = await makeToken(target, ada);
    expect(await statusWith(target, theirs)).toBe(200);
    await mail.hasReceived(2);
    await send(target, 'POST /api/v1/auth/forgot-password', { json: { email: ada.email } });
    await mail.hasReceived(3);
    const token = /^dkp_[\w-]{43}$/m.exec(mail.received[2]?.raw ?? '')?.[0];
    const reset = { json: { token, new_password: 'difference engine' } };
    expect((await send(target, 'POST /api/v1/auth/reset-password', reset)).status).toBe(204);
    expect(await statusWith(target, theirs)).toBe(401);
  });

  test('is worth nothing once an admin has set the password, and outlives a change by its user', async () => {
    const [root, eve] = [await admin(server), await signUp(server, 'eve')];
    const { json: token } = await makeToken(server, eve);
    const json = { current_password: PASSWORD, new_password: 'difference engine' };
    expect((await send(server, 'POST /api/v1/auth/password', { token: eve.access_token, json })).status).toBe(200);
    expect(await statusWith(server, token)).toBe(200);
    expect((await change(server, { ...root, id: eve.id }, { password: 'given by an admin' })).status).toBe(200);
    expect(await statusWith(server, token)).toBe(401);
  });

  test('is told of by mail, without the name that somebody gave it', async () => {
    const { mail, target, ada } = await withMail();
    const { json } = await makeToken(target, ada);
    await mail.hasReceived(2);
    const [, { to, subject, raw } = { to: '', subject: '', raw: '' }] = mail.received;
    expect([to, subject]).toEqual([ada.email, expect.stringMatching(/^A new API token/)]);
    expect(raw).not.toContain('mine');
    expect(raw).not.toContain(json.token);
  });

  test('is told of by no more mails in an hour than other changes of an account are', async () => {
    const target = await startServerForTest({ RATE_LIMIT_SIGNUPS: '2' });
    const ada = await signUp(target, 'ada');
    const statuses: number[] = [];
    for (let made = 0; made < 3; made += 1) statuses.push((await makeToken(target, ada)).status);
    expect(statuses).toEqual([201, 201, 429]);
  });
});
