// Runs on sqlite: it tests what lies above the database.

// U1: with VERIFY_EMAIL=true, an account works once the mailed link was opened.

import { openTestMailServer } from '@docket/kit/mail-server';
import { serveTarget } from '@docket/kit/served-target';
import { admin, PASSWORD, send } from '@docket/kit/target';
import { afterAll, expect, test } from 'vitest';

const mail = await openTestMailServer(afterAll);
const server = await serveTarget({ VERIFY_EMAIL: 'true', SMTP_URL: mail.url });

/** An account that was registered, and got its mail. */
async function register(username: string) {
  const json = { email: `${username}@example.org`, username, password: PASSWORD };
  const registered = await send<{ id: string }>(server, 'POST /api/v1/auth/register', { json });
  expect(registered).toMatchObject({ status: 200, json: { email: json.email } });
  const { subject } = await mail.mailTo(json.email);
  const logIn = (password = PASSWORD) =>
    send<{ code: string }>(server, 'POST /api/v1/auth/login', { json: { username, password } });
  const tokenIn = async (which: number) => /^dk[cp]_[\w-]{43}$/m.exec((await mail.mailTo(json.email, which)).raw)?.[0];
  return { ...json, id: registered.json.id, subject, logIn, tokenIn };
}

test('U1: nobody logs in before the address is confirmed, and only the right password tells why', async () => {
  const { subject, username, logIn, tokenIn } = await register('ada');
  expect(subject).toMatch(/^Confirm your address/);
  expect(await logIn()).toMatchObject({ status: 401, json: { code: 'login_unconfirmed' } });
  expect(await logIn('a guess')).toMatchObject({ status: 401, json: { code: 'invalid_credentials' } });
  const session = await send(server, 'POST /api/v1/auth/session', { json: { username, password: PASSWORD } });
  expect(session).toMatchObject({ status: 401, json: { code: 'login_unconfirmed' } });
  const json = { token: await tokenIn(1) };
  expect((await send(server, 'POST /api/v1/auth/confirm-email', { json })).status).toBe(204);
  expect((await logIn()).status).toBe(200);
  expect((await send(server, 'POST /api/v1/auth/confirm-email', { json })).status).toBe(400);
});

test('U1: whoever lost the mail asks for a new password, which confirms the address too', async () => {
  const { email, logIn, tokenIn } = await register('bea');
  await send(server, 'POST /api/v1/auth/forgot-password', { json: { email } });
  const json = { token: await tokenIn(2), new_password: 'difference engine' };
  expect((await send(server, 'POST /api/v1/auth/reset-password', { json })).status).toBe(204);
  expect((await logIn('difference engine')).status).toBe(200);
});

test('U1: an admin opens an account by setting its password', async () => {
  const { id, logIn } = await register('cleo');
  const { access_token: token } = await admin(server);
  const json = { password: 'given by an admin' };
  expect((await send(server, `PATCH /api/v1/users/${id}`, { token, json })).status).toBe(200);
  expect((await logIn('given by an admin')).status).toBe(200);
});
