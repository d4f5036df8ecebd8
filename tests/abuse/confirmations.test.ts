// U1: with VERIFY_EMAIL=true, an account works once the mailed link was opened.

import { openTestMailServer } from '@docket/kit/mail-server';
import { admin, PASSWORD, send, startServerForTest } from '@docket/kit/target';
import { expect, test } from 'vitest';

const ada = { email: 'ada@example.org', username: 'ada', password: PASSWORD };

/** A server that asks for it, at which Ada has registered, and got her mail. */
async function registerAda() {
  const mail = await openTestMailServer();
  const server = await startServerForTest({ VERIFY_EMAIL: 'true', SMTP_URL: mail.url });
  const registered = await send<{ id: string }>(server, 'POST /api/v1/auth/register', { json: ada });
  expect(registered).toMatchObject({ status: 200, json: { email: ada.email } });
  await mail.hasReceived(1);
  const logIn = (password = PASSWORD) =>
    send<{ code: string }>(server, 'POST /api/v1/auth/login', { json: { username: 'ada', password } });
  const tokenIn = (at: number) => /^dk[cp]_[\w-]{43}$/m.exec(mail.received[at]?.raw ?? '')?.[0];
  return { server, mail, logIn, tokenIn, id: registered.json.id };
}

test('U1: nobody logs in before the address is confirmed, and only the right password tells why', async () => {
  const { server, mail, logIn, tokenIn } = await registerAda();
  expect(mail.received).toMatchObject([{ to: ada.email, subject: expect.stringMatching(/^Confirm your address/) }]);
  expect(await logIn()).toMatchObject({ status: 401, json: { code: 'login_unconfirmed' } });
  expect(await logIn('a guess')).toMatchObject({ status: 401, json: { code: 'invalid_credentials' } });
  const session = await send(server, 'POST /api/v1/auth/session', { json: { username: 'ada', password: PASSWORD } });
  expect(session).toMatchObject({ status: 401, json: { code: 'login_unconfirmed' } });
  const json = { token: tokenIn(0) };
  expect((await send(server, 'POST /api/v1/auth/confirm-email', { json })).status).toBe(204);
  expect((await logIn()).status).toBe(200);
  expect((await send(server, 'POST /api/v1/auth/confirm-email', { json })).status).toBe(400);
});

test('U1: whoever lost the mail asks for a new password, which confirms the address too', async () => {
  const { server, mail, logIn, tokenIn } = await registerAda();
  await send(server, 'POST /api/v1/auth/forgot-password', { json: { email: ada.email } });
  await mail.hasReceived(2);
  const json = { token: tokenIn(1), new_password: 'difference engine' };
  expect((await send(server, 'POST /api/v1/auth/reset-password', { json })).status).toBe(204);
  expect((await logIn('difference engine')).status).toBe(200);
});

test('U1: an admin opens an account by setting its password', async () => {
  const { server, logIn, id } = await registerAda();
  const { access_token: token } = await admin(server);
  const json = { password: 'given by an admin' };
  expect((await send(server, `PATCH /api/v1/users/${id}`, { token, json })).status).toBe(200);
  expect((await logIn('given by an admin')).status).toBe(200);
});
