// Runs on sqlite: it tests what lies above the database.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';
import { openTestDocket, TEST_PASSWORD } from '@docket/kit/docket';
import { openTestMailServer } from '@docket/kit/mail-server';
import { expect, test } from 'vitest';

const ada = { email: 'ada@example.org', password: TEST_PASSWORD };
const places = { PROJECT_NAME: 'Bug Barn', APP_URL: 'https://bugs.example.org/app/' };

async function withMailServer(settings: Record<string, string> = places) {
  const mail = await openTestMailServer();
  const docket = await openTestDocket({ SMTP_URL: mail.url, ...settings });
  return { docket, mail, anonymous: docket.caller('anonymous'), system: docket.caller({ system: 'test' }) };
}

/** Remembers what is logged, and shows it as the log file would. */
function recordLog() {
  const lines: { details: object; message: string }[] = [];
  const note = (details: object, message: string) => void lines.push({ details, message });
  return { lines, log: { info: note, warn: note, error: note } };
}

const tokenIn = (raw: string) => /^dkp_[\w-]{43}$/m.exec(raw)?.[0] ?? '';

test('L2: welcomes a user who registers by name, in text and in HTML', async () => {
  const { docket, mail, anonymous } = await withMailServer();
  await anonymous.auth.register({ ...ada, first_name: 'Ada', last_name: 'Lovelace' });
  await docket.outbox.deliverDue();
  expect(mail.received).toMatchObject([{ to: ada.email, subject: 'Welcome to Bug Barn' }]);
  const raw = mail.received[0]?.raw ?? '';
  expect(raw).toMatch(/^Auto-Submitted: auto-generated$/m);
  expect(raw).toMatch(/^Content-Type: multipart\/alternative;/m);
  const [, text, html] = raw.split(/^Content-Type: text\//m);
  expect(text).toMatch(/^plain; charset=utf-8\n.*\n\nHello Ada Lovelace,\n/s);
  expect(html).toMatch(/^html; charset=utf-8\n.*\n\n<!doctype html>.*<p>Hello Ada Lovelace,<\/p>/s);
});

test('puts nothing into a mail that a user chose, neither a link nor a header', async () => {
  const { docket, mail, anonymous } = await withMailServer();
  const names = {
    first_name: 'Win at https://evil.example',
    last_name: 'Bcc: eve@evil.example',
    username: 'evil.example',
  };
  await anonymous.auth.register({ ...ada, ...names });
  await anonymous.password.forgot(ada);
  await docket.outbox.deliverDue();
  expect(mail.received).toHaveLength(2);
  expect(JSON.stringify(mail.received)).not.toContain('evil');
});

test('mails to one address, whatever stands in it', async () => {
  const { docket, mail, system } = await withMailServer();
  const { id } = await system.user.create(ada);
  await docket.database.write((db) =>
    db.updateTable('user').set({ email: 'eve@evil.example,ada@example.org' }).where('id', '=', id).execute(),
  );
  await system.user.update({ id, password: 'set by an admin' });
  await docket.outbox.deliverDue();
  expect(mail.received).toEqual([]);
});

test('mails a link and a token that set a new password', async () => {
  const { docket, mail, anonymous } = await withMailServer();
  await docket.createUser('ada');
  await anonymous.password.forgot({ email: 'ADA@example.org' });
  await docket.outbox.deliverDue();
  const raw = mail.received[0]?.raw ?? '';
  const token = tokenIn(raw);
  expect(raw).toContain(`\nhttps://bugs.example.org/app/reset-password#token=${token}\n`);
  await anonymous.password.reset({ token, new_password: 'difference engine' });
  const login = anonymous.auth.login({ username: 'ada', password: 'difference engine' });
  await expect(login).resolves.toHaveProperty('access_token');
  await docket.outbox.deliverDue();
  expect(mail.received[1]).toMatchObject({ to: ada.email, subject: 'Your password at Bug Barn was changed' });
});

test('mails the same token after a mail server that could not take it for a while, however many were asked for', async () => {
  const { docket, mail, anonymous } = await withMailServer();
  await docket.createUser('ada');
  for (let time = 0; time < 2; time += 1) await anonymous.password.forgot(ada);
  mail.answers.push(...Array(6).fill(451));
  for (const minutes of [0, 1, 5]) {
    docket.clock.advance(minutes * 60_000);
    expect(await docket.outbox.deliverDue()).toBe(0);
  }
  docket.clock.advance(30 * 60_000);
  expect(await docket.outbox.deliverDue()).toBe(2);
  const tokens = mail.received.map(({ raw }) => tokenIn(raw));
  expect(new Set(tokens).size).toBe(2);
  expect(await docket.database.read.selectFrom('password_reset').selectAll().execute()).toHaveLength(2);
});

test('sends no token any more that was asked for before the password changed', async () => {
  const { docket, mail, anonymous } = await withMailServer();
  const user = await docket.createUser('ada');
  await anonymous.password.forgot(ada);
  await user.caller.password.change({ current_password: TEST_PASSWORD, new_password: 'difference engine' });
  await docket.outbox.deliverDue();
  expect(mail.received.map(({ subject }) => subject)).toEqual(['Your password at Bug Barn was changed']);
});

test('mails no more than five tokens an hour to one address, however many ask', async () => {
  const { docket, mail, anonymous } = await withMailServer();
  await docket.createUser('ada');
  const ask = async (times: number) => {
    for (let time = 0; time < times; time += 1) await anonymous.password.forgot({ email: 'ada@example.org' });
    await docket.outbox.deliverDue();
  };
  await ask(7);
  expect(mail.received).toHaveLength(5);
  docket.clock.advance(60 * 60 * 1000);
  await ask(1);
  expect(mail.received).toHaveLength(6);
});

test('mails nothing to an address that has no active account, and makes no token for it', async () => {
  const { docket, mail, anonymous, system } = await withMailServer();
  const { user } = await docket.createUser('bob');
  await system.user.update({ id: user.id, is_active: false });
  await system.archive.import({ source: 'github:a/b', labels: [], issues: [imported] });
  const ekr = (await system.user.list({})).items.find(({ username }) => username === 'ekr');
  await system.user.update({ id: ekr?.id ?? '', password: 'set by an admin' });
  for (const email of ['nobody@example.org', user.email, ekr?.email ?? '']) {
    await anonymous.password.forgot({ email });
  }
  expect(await docket.outbox.deliverDue()).toBe(4);
  expect(mail.received).toEqual([]);
  expect(await docket.database.read.selectFrom('password_reset').selectAll().execute()).toEqual([]);
});

const imported = {
  number: 7,
  title: 'From afar',
  description: '',
  status: 'open' as const,
  author: 'ekr',
  assignees: [],
  labels: [],
  created_at: '2014-04-17T18:38:34.000Z',
  updated_at: '2017-04-17T00:48:53.000Z',
  closed_at: null,
  comments: [],
};

test('mails nothing about a forgotten password to an imported account: an invitation opens it', async () => {
  const { docket, mail, anonymous, system } = await withMailServer();
  await system.archive.import({ source: 'github:a/b', labels: [], issues: [imported] });
  const [ekr] = (await system.user.list({})).items;
  await system.user.update({ id: ekr?.id ?? '', email: ada.email });
  await anonymous.password.forgot(ada);
  await docket.outbox.deliverDue();
  expect(mail.received).toEqual([]);
});

test('drops the mail of a user who was deleted before it went out', async () => {
  const { docket, mail, anonymous, system } = await withMailServer();
  const { id } = await anonymous.auth.register(ada);
  await system.user.update({ id, password: 'set by an admin' });
  await anonymous.password.forgot(ada);
  const rows = await docket.database.read.selectFrom('outbox').selectAll().execute();
  expect(rows).toHaveLength(3);
  await system.user.delete({ id });
  expect(await docket.outbox.deliverDue()).toBe(0);
  // As another process has them that claimed them before the deletion.
  await docket.database.write((db) => db.insertInto('outbox').values(rows).execute());
  expect(await docket.outbox.deliverDue()).toBe(3);
  expect(mail.received).toEqual([]);
});

test('writes mail into files that only their owner can read, when there is no mail server', async () => {
  const DATA_DIR = temporaryFolder();
  const docket = await openTestDocket({ DATA_DIR, ...places });
  await docket.createUser('ada');
  await docket.caller('anonymous').password.forgot(ada);
  const { log, lines } = recordLog();
  expect(await docket.outbox.deliverDue(log)).toBe(1);
  const [name = ''] = readdirSync(join(DATA_DIR, 'mail'));
  expect(name).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z-[0-9a-f-]{36}\.eml$/);
  const file = join(DATA_DIR, 'mail', name);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(DATA_DIR, 'mail')).mode & 0o777).toBe(0o700);
  const raw = readFileSync(file, 'utf8');
  const link = `https://bugs.example.org/app/reset-password#token=${tokenIn(raw)}`;
  expect(raw).toContain(`\n${link}\n`);
  expect(raw).toContain(`<a href="${link}">${link}</a>`);
  expect(raw).not.toMatch(/quoted-printable|base64|7bit/);
  const details = expect.objectContaining({ to: ada.email, subject: 'A new password for Bug Barn', file });
  expect(lines).toEqual([{ details, message: `wrote a mail into ${file}` }]);
  expect(JSON.stringify(lines)).not.toContain(tokenIn(raw));
});

test('writes a mail that is sent once more into the same file', async () => {
  const DATA_DIR = temporaryFolder();
  const docket = await openTestDocket({ DATA_DIR });
  await docket.caller('anonymous').auth.register(ada);
  const rows = await docket.database.read.selectFrom('outbox').selectAll().execute();
  await docket.outbox.deliverDue();
  await docket.database.write((db) => db.insertInto('outbox').values(rows).execute()); // as if we had died before the note
  await docket.outbox.deliverDue();
  expect(readdirSync(join(DATA_DIR, 'mail'))).toHaveLength(1);
});

test('drops mail in production without a mail server, and warns of it without the address', async () => {
  const SECRET_KEY = '6f1d8a0c9be24735a8d2f0c1e4b79653';
  const production = { ENVIRONMENT: 'production', SECRET_KEY, REGISTRATION: 'open' };
  const docket = await openTestDocket({ ...production, DATA_DIR: temporaryFolder() });
  await docket.caller('anonymous').auth.register(ada);
  const { log, lines } = recordLog();
  expect(await docket.outbox.deliverDue(log)).toBe(1);
  expect(lines.map(({ message }) => message)).toEqual([
    expect.stringContaining('SMTP_URL is not set: mail goes nowhere'),
    'dropped mail.welcome: SMTP_URL is not set',
  ]);
  expect(JSON.stringify(lines)).not.toContain('ada@');
});

test('takes an address with or without a name for the sender, and nothing else', async () => {
  const mail = await openTestMailServer();
  const docket = await openTestDocket({ SMTP_URL: mail.url, MAIL_FROM: 'bugs@example.org' });
  await docket.caller('anonymous').auth.register(ada);
  await docket.outbox.deliverDue();
  expect(mail.received[0]?.messageId).toMatch(/^<[0-9a-f-]{36}@example\.org>$/);
  for (const MAIL_FROM of ['Docket', 'Docket <docket>', 'a@b.org\r\nBcc: c@d.org', 'a@b.org, c@d.org']) {
    await expect(openTestDocket({ MAIL_FROM })).rejects.toThrow('MAIL_FROM: must look like');
  }
});
