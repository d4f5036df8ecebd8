// C19b: the clock of the system was 30 days ahead for a while. What was written then is bounded by what it can be now.

import { runSql } from '@docket/kit/database';
import { openTestMailServer } from '@docket/kit/mail-server';
import { countStatuses, PASSWORD, passTime, send, signUp, startServerForTest } from '@docket/kit/target';
import { expect, test } from 'vitest';

const AHEAD_SECONDS = 30 * 24 * 60 * 60;
const ahead = () => new Date(Date.now() + AHEAD_SECONDS * 1000).toISOString();

test('C19b: a lockout of that time does not last until then, and the next one holds', async () => {
  const server = await startServerForTest({ RATE_LIMIT_LOGINS: '5', RATE_LIMIT_SIGNUPS: '2' });
  await signUp(server, 'ada');
  const logIn = (password: string) => send(server, 'POST /api/v1/auth/login', { json: { username: 'ada', password } });
  const forgot = () => send(server, 'POST /api/v1/auth/forgot-password', { json: { email: 'ada@example.org' } });
  const guesses = () => countStatuses(Array.from({ length: 8 }, () => logIn('a guess')));
  expect(await guesses()).toEqual({ 401: 5, 429: 3 });
  expect(await countStatuses([forgot(), forgot()])).toEqual({ 204: 1, 429: 1 });
  await passTime(server, -AHEAD_SECONDS);
  expect((await forgot()).status).toBe(204);
  expect((await logIn(PASSWORD)).status).toBe(200);
  expect(await guesses()).toEqual({ 401: 5, 429: 3 });
});

test('C19b: mail that was put off then goes out', async () => {
  const mail = await openTestMailServer();
  mail.answers.push(451);
  const server = await startServerForTest({ SMTP_URL: mail.url });
  await signUp(server, 'ada');
  await server.logWith('could not deliver');
  await runSql(server.database, `update outbox set due_at = '${ahead()}'`);
  await mail.hasReceived(1);
  expect(mail.received).toMatchObject([{ to: 'ada@example.org' }]);
});

test('C19b: what was used then was not used later than now', async () => {
  const server = await startServerForTest();
  const { access_token: token } = await signUp(server, 'ada');
  const json = { name: 'script', scopes: ['issues:read'] };
  expect((await send(server, 'POST /api/v1/auth/tokens', { token, json })).status).toBe(201);
  for (const table of ['session', 'api_token'])
    await runSql(server.database, `update ${table} set last_used_at = '${ahead()}'`);
  type Page = { items: { last_used_at: string }[] };
  for (const route of ['GET /api/v1/auth/sessions', 'GET /api/v1/auth/tokens']) {
    const { items } = (await send<Page>(server, route, { token })).json;
    expect(items).toHaveLength(1);
    for (const { last_used_at } of items) expect(Date.parse(last_used_at)).toBeLessThanOrEqual(Date.now());
  }
});

test('C19b: a mailed token of that time is not good until then', async () => {
  const mail = await openTestMailServer();
  const server = await startServerForTest({ SMTP_URL: mail.url });
  await signUp(server, 'ada');
  await mail.hasReceived(1);
  await send(server, 'POST /api/v1/auth/forgot-password', { json: { email: 'ada@example.org' } });
  await mail.hasReceived(2);
  const token = /^dkp_[\w-]{43}$/m.exec(mail.received[1]?.raw ?? '')?.[0];
  await runSql(server.database, `update password_reset set expires_at = '${ahead()}'`);
  const json = { token, new_password: 'difference engine' };
  expect((await send(server, 'POST /api/v1/auth/reset-password', { json })).status).toBe(400);
});
