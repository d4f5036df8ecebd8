// Runs on sqlite: it tests what lies above the database.

// C19b: the clock of the system was 30 days ahead for a while. What was written then is bounded by what it can be now.

import { runSql } from '@docket/kit/database';
import { openTestMailServer } from '@docket/kit/mail-server';
import { serveTarget } from '@docket/kit/served-target';
import { countStatuses, PASSWORD, passTime, send, signUp } from '@docket/kit/target';
import { afterAll, expect, test } from 'vitest';

const AHEAD_SECONDS = 30 * 24 * 60 * 60;
const ahead = () => new Date(Date.now() + AHEAD_SECONDS * 1000).toISOString();

const mail = await openTestMailServer(afterAll);
const server = await serveTarget({ SMTP_URL: mail.url });
const limited = await serveTarget({ RATE_LIMIT_LOGINS: '5', RATE_LIMIT_SIGNUPS: '2' });

test('C19b: a lockout of that time does not last until then, and the next one holds', async () => {
  await signUp(limited, 'ada');
  const logIn = (password: string) => send(limited, 'POST /api/v1/auth/login', { json: { username: 'ada', password } });
  const forgot = () => send(limited, 'POST /api/v1/auth/forgot-password', { json: { email: 'ada@example.org' } });
  const guesses = () => countStatuses(Array.from({ length: 8 }, () => logIn('a guess')));
  expect(await guesses()).toEqual({ 401: 5, 429: 3 });
  expect(await countStatuses([forgot(), forgot()])).toEqual({ 204: 1, 429: 1 });
  await passTime(limited, -AHEAD_SECONDS);
  expect((await forgot()).status).toBe(204);
  expect((await logIn(PASSWORD)).status).toBe(200);
  expect(await guesses()).toEqual({ 401: 5, 429: 3 });
});

test('C19b: mail that was put off then goes out', async () => {
  mail.answers.push(451);
  await signUp(server, 'ada');
  await server.logWith('could not deliver');
  await runSql(server.database, `update outbox set due_at = '${ahead()}'`);
  expect(await mail.mailTo('ada@example.org')).toMatchObject({ to: 'ada@example.org' });
});

test('C19b: what was used then was not used later than now', async () => {
  const { access_token: token } = await signUp(server, 'bea');
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
  const { email } = await signUp(server, 'cleo');
  await mail.mailTo(email);
  await send(server, 'POST /api/v1/auth/forgot-password', { json: { email } });
  const token = /^dkp_[\w-]{43}$/m.exec((await mail.mailTo(email, 2)).raw)?.[0];
  await runSql(server.database, `update password_reset set expires_at = '${ahead()}'`);
  const json = { token, new_password: 'difference engine' };
  expect((await send(server, 'POST /api/v1/auth/reset-password', { json })).status).toBe(400);
});
