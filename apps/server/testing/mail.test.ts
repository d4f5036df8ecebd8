// Runs on sqlite: it tests what lies above the database.

import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createTestDatabase, temporaryFolder } from '@docket/kit/database';
import { openTestDocket } from '@docket/kit/docket';
import { openTestMailServer } from '@docket/kit/mail-server';
import { addressOf, type Server, start, statusAtExit } from '@docket/kit/server-process';
import { expect, test } from 'vitest';

const ada = { email: 'ada@example.org', password: 'analytical engine' };

test('loses nothing and sends once, though the server is killed between the commit and the sending', async () => {
  const DATABASE_URL = await createTestDatabase();
  const first = await start({ DATABASE_URL, SMTP_URL: 'smtp://127.0.0.1:1' }); // nobody listens there
  await post(await addressOf(first), '/auth/register', ada);
  await kill(first);

  const id = await makeDue(DATABASE_URL);
  const mail = await openTestMailServer();
  const second = await start({ DATABASE_URL, SMTP_URL: mail.url });
  await mail.hasReceived(1);
  await stop(second);
  expect(mail.received).toMatchObject([{ to: ada.email, messageId: `<${id}@localhost>` }]);
});

test('sends a mail under the same id when the server was killed in the midst of sending it', async () => {
  const DATABASE_URL = await createTestDatabase();
  const mail = await openTestMailServer();
  mail.answers.push('never');
  const first = await start({ DATABASE_URL, SMTP_URL: mail.url });
  await post(await addressOf(first), '/auth/register', ada);
  await mail.hasSeen(1);
  await kill(first);

  const id = await makeDue(DATABASE_URL);
  const second = await start({ DATABASE_URL, SMTP_URL: mail.url });
  await mail.hasReceived(1);
  await stop(second);
  expect(mail.received).toMatchObject([{ to: ada.email, messageId: `<${id}@localhost>` }]);
});

test('never sends a mail twice, though two processes serve the same database', async () => {
  const DATABASE_URL = await createTestDatabase();
  const mail = await openTestMailServer();
  const servers = [
    await start({ DATABASE_URL, SMTP_URL: mail.url }),
    await start({ DATABASE_URL, SMTP_URL: mail.url }),
  ];
  await Promise.all(servers.map((server) => addressOf(server)));
  // A process sends one mail at a time, so while one waits the second mail comes from the other process.
  mail.answers.push(mail.hasSeen(2));
  const docket = await openTestDocket({ DATABASE_URL });
  const addresses = Array.from({ length: 20 }, (_, index) => `user${index}@example.org`);
  for (const email of addresses) await docket.caller('anonymous').auth.register({ ...ada, email });
  await mail.hasReceived(addresses.length);
  await Promise.all(servers.map(stop));
  expect(mail.received.map(({ to }) => to).sort()).toEqual(addresses.sort());
});

test('stops with status 0 while the mail server does not answer', async () => {
  const mail = await openTestMailServer();
  mail.answers.push('never');
  const server = await start({ SMTP_URL: mail.url });
  await post(await addressOf(server), '/auth/register', ada);
  await mail.hasSeen(1);
  await stop(server);
});

test('takes a user who forgot the password back in, and logs neither token nor password', async () => {
  const cwd = temporaryFolder();
  const server = await start({ DEBUG: 'true' }, { cwd });
  const log = text(server.stdout);
  const address = await addressOf(server);
  await post(address, '/auth/register', ada);
  await post(address, '/auth/forgot-password', { email: ada.email });
  const token = /^dkp_.*$/m.exec(await mailIn(server, join(cwd, 'data/mail'), 'reset-password'))?.[0] ?? '';
  await post(address, '/auth/reset-password', { token, new_password: 'difference engine' });
  const { access_token } = await post(address, '/auth/login', { username: ada.email, password: 'difference engine' });
  const change = { current_password: 'difference engine', new_password: 'jacquard loom' };
  const fresh = await post(address, '/auth/password', change, access_token);
  await mailIn(server, join(cwd, 'data/mail'), 'was changed');
  await stop(server);

  const written = await log;
  expect(written).toContain('"to":"ada@example.org"');
  for (const secret of [
    token,
    'analytical engine',
    'difference engine',
    'jacquard loom',
    access_token,
    fresh.access_token,
  ]) {
    expect(secret).toBeTruthy();
    expect(written).not.toContain(secret);
  }
});

async function post(
  address: string,
  path: string,
  payload: object,
  token?: string,
): Promise<{ access_token?: string }> {
  const response = await fetch(`${address}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(payload),
  });
  expect(response.ok).toBe(true);
  return response.status === 204 ? {} : ((await response.json()) as { access_token?: string });
}

async function kill(server: Server): Promise<void> {
  const exit = once(server, 'exit');
  server.kill('SIGKILL');
  await exit;
}

async function stop(server: Server): Promise<void> {
  const status = statusAtExit(server);
  server.kill('SIGTERM');
  expect(await status).toBe(0);
}

/** Moves the one message that waits to the time at which its lease is over, and answers with its id. */
async function makeDue(DATABASE_URL: string): Promise<string | undefined> {
  const { database } = await openTestDocket({ DATABASE_URL });
  const rows = await database.read.selectFrom('outbox').selectAll().execute();
  expect(rows).toMatchObject([{ kind: 'mail.welcome', failed_at: null }]);
  await database.write((db) => db.updateTable('outbox').set({ due_at: new Date().toISOString() }).execute());
  return rows[0]?.id;
}

/** The first mail that has these words, once the log says that it was written. */
async function mailIn(server: Server, folder: string, words: string): Promise<string> {
  for (;;) {
    const found = filesIn(folder).find((mail) => mail.includes(words));
    if (found !== undefined) return found;
    await once(server.stdout, 'data');
  }
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  } catch {
    return []; // there was no mail yet
  }
}
