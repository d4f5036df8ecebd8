// Runs on sqlite: it tests what lies above the database.

// T36: a stolen access token, an address registered beforehand, a mailed reset, an admin at an open browser: none of
// them keeps an account.

import { openTestMailServer } from '@docket/kit/mail-server';
import { serveTarget } from '@docket/kit/served-target';
import {
  type Account,
  admin,
  call,
  logIn,
  PASSWORD,
  production,
  type ServedTarget,
  send,
  signUp,
} from '@docket/kit/target';
import { afterAll, describe, expect, test } from 'vitest';

const mail = await openTestMailServer(afterAll);
const server = await serveTarget({ SMTP_URL: mail.url });
const withoutMail = await serveTarget({ ...production, RATE_LIMIT_SIGNUPS: '2' });

const change = (target: ServedTarget, { id, access_token: token }: Account, json: object) =>
  send<Account>(target, `PATCH /api/v1/users/${id}`, { token, json });

const confirm = (target: ServedTarget, token: string) =>
  send<{ code: string }>(target, 'POST /api/v1/auth/confirm-email', { json: { token } });

async function emailOf(target: ServedTarget, { access_token: token }: Account): Promise<string> {
  return (await send<Account>(target, 'GET /api/v1/users/me', { token })).json.email;
}

/** An account that was welcomed. */
async function welcome(username: string): Promise<Account> {
  const account = await signUp(server, username);
  await mail.mailTo(account.email);
  return account;
}

/** The token of the mail to this address that came in as the first, second, … */
async function tokenMailedTo(address: string, which = 1): Promise<string> {
  const { raw } = await mail.mailTo(address, which);
  return /^dk[cp]_[\w-]{43}$/m.exec(raw)?.[0] ?? '';
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
  const given = { email: 'second@example.org', password: PASSWORD, role: 'admin' };
  const { access_token } = await admin(server);
  const { json } = await send<Account>(server, 'POST /api/v1/users', { token: access_token, json: given });
  const second = { ...json, ...(await logIn(server, given.email)) };
  const changed = await change(server, second, { password: 'a fresh password', current_password: PASSWORD });
  expect(changed.status).toBe(200);
  await expect(logIn(server, given.email, 'a fresh password')).resolves.toHaveProperty('access_token');
});

test('C20: an address is the account’s when it was confirmed by a mailed token, once, and the old one is told', async () => {
  const bea = await welcome('bea');
  const asked = await change(server, bea, { email: 'next@example.org', bio: 'x', current_password: PASSWORD });
  expect(asked).toMatchObject({ status: 200, json: { email: bea.email, bio: 'x' } });
  const token = await tokenMailedTo('next@example.org');
  expect((await mail.mailTo(bea.email, 2)).subject).toMatch(/^Your address .* is to change$/);
  await expect(logIn(server, 'next@example.org')).rejects.toThrow('401');
  expect((await confirm(server, token)).status).toBe(204);
  expect(await emailOf(server, bea)).toBe('next@example.org');
  const told = await mail.mailTo(bea.email, 3);
  expect(told.subject).toMatch(/^Your address .* changed$/);
  const again = await confirm(server, token);
  expect([again.status, again.json.code]).toEqual([400, 'invalid_confirmation']);
});

test('C20: a change that was asked for ends with the next one, and with a new password', async () => {
  const cleo = await welcome('cleo');
  const ask = (email: string) => change(server, cleo, { email, current_password: PASSWORD });
  await ask('first-wish@example.org');
  const first = await tokenMailedTo('first-wish@example.org');
  await ask('second-wish@example.org');
  const second = await tokenMailedTo('second-wish@example.org');
  const json = { current_password: PASSWORD, new_password: 'difference engine' };
  expect((await confirm(server, first)).status).toBe(400);
  const changed = await send<Account>(server, 'POST /api/v1/auth/password', { token: cleo.access_token, json });
  expect((await confirm(server, second)).status).toBe(400);
  expect(await emailOf(server, { ...cleo, ...changed.json })).toBe(cleo.email);
});

test('C20: two who ask for one address both get their mail, and the first who confirms has it', async () => {
  const tokens: string[] = [];
  for (const [at, name] of ['dan', 'dora'].entries()) {
    await change(server, await signUp(server, name), { email: 'wanted@example.org', current_password: PASSWORD });
    tokens.push(await tokenMailedTo('wanted@example.org', at + 1));
  }
  const [ofDan = '', ofDora = ''] = tokens;
  expect((await confirm(server, ofDora)).status).toBe(204);
  const late = await confirm(server, ofDan);
  expect([late.status, late.json.code]).toEqual([409, 'email_taken']);
});

test('C20: where no mail goes out, the password alone changes the address', async () => {
  const root = await admin(withoutMail);
  const changed = await change(withoutMail, root, { email: 'next@example.org', current_password: PASSWORD });
  expect(changed.json.email).toBe('next@example.org');
  expect(await emailOf(withoutMail, root)).toBe('next@example.org');
});

describe('C22: a token of a script', () => {
  type ApiToken = { id: string; token: string };

  const makeToken = (target: ServedTarget, { access_token: token }: Account) =>
    send<ApiToken>(target, 'POST /api/v1/auth/tokens', { token, json: { name: 'mine', scopes: ['issues:read'] } });

  const statusWith = async (target: ServedTarget, { token }: ApiToken) =>
    (await send(target, 'GET /api/v1/issues', { token })).status;

  test('of whoever registered an address is worth nothing once its owner has reset the password by mail', async () => {
    const eve = await welcome('eve');
    const { json: theirs } = await makeToken(server, eve);
    expect(await statusWith(server, theirs)).toBe(200);
    await mail.mailTo(eve.email, 2); // which tells of the token
    await send(server, 'POST /api/v1/auth/forgot-password', { json: { email: eve.email } });
    const reset = { json: { token: await tokenMailedTo(eve.email, 3), new_password: 'difference engine' } };
    expect((await send(server, 'POST /api/v1/auth/reset-password', reset)).status).toBe(204);
    expect(await statusWith(server, theirs)).toBe(401);
  });

  test('is worth nothing once an admin has set the password, and outlives a change by its user', async () => {
    const [root, fay] = [await admin(server), await signUp(server, 'fay')];
    const { json: token } = await makeToken(server, fay);
    const json = { current_password: PASSWORD, new_password: 'difference engine' };
    expect((await send(server, 'POST /api/v1/auth/password', { token: fay.access_token, json })).status).toBe(200);
    expect(await statusWith(server, token)).toBe(200);
    expect((await change(server, { ...root, id: fay.id }, { password: 'given by an admin' })).status).toBe(200);
    expect(await statusWith(server, token)).toBe(401);
  });

  test('is told of by mail, without the name that somebody gave it', async () => {
    const gil = await welcome('gil');
    const { json } = await makeToken(server, gil);
    const { subject, raw } = await mail.mailTo(gil.email, 2);
    expect(subject).toMatch(/^A new API token/);
    expect(raw).not.toContain('mine');
    expect(raw).not.toContain(json.token);
  });

  test('is told of by no more mails in an hour than other changes of an account are', async () => {
    const hal = await signUp(withoutMail, 'hal');
    const statuses: number[] = [];
    for (let made = 0; made < 3; made += 1) statuses.push((await makeToken(withoutMail, hal)).status);
    expect(statuses).toEqual([201, 201, 429]);
  });
});
