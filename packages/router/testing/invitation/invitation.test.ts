import { openTestDocket, refusalOf, TEST_PASSWORD } from '@docket/kit/docket';
import { openTestMailServer } from '@docket/kit/mail-server';
import { expect, test } from 'vitest';
import { DAY_MS } from '../../src/core/time.ts';

const email = 'grace@example.org';
const password = 'compiling by hand';

/** Grace came with an import, and wrote issue 1. */
async function openWithGrace(settings: Record<string, string> = {}) {
  const docket = await openTestDocket(settings);
  await docket.createUser('root', 'admin');
  const caller = docket.caller({ user: 'root' });
  const at = '2014-06-01T12:00:00.000Z';
  const times = { created_at: at, updated_at: at, closed_at: null };
  const lists = { assignees: [], labels: [], comments: [] };
  const issue = { number: 1, title: 'Hers', description: '', status: 'open' as const, author: 'grace' };
  const part = { source: 'github:a/b', labels: [] };
  await caller.archive.import({ ...part, issues: [{ ...issue, ...times, ...lists }] });
  const { author } = await caller.issue.get({ id: '1' });
  return { docket, root: caller, id: author.id, anonymous: docket.caller('anonymous') };
}

async function openWithMail() {
  const mail = await openTestMailServer();
  const opened = await openWithGrace({ SMTP_URL: mail.url });
  const tokenIn = async (which = 1) => {
    await opened.docket.outbox.deliverDue();
    const { raw } = await mail.mailTo(email, which);
    return /^dki_[\w-]{43}$/m.exec(raw)?.[0] ?? '';
  };
  return { ...opened, mail, tokenIn };
}

test('mails a link by which an imported person sets a password, and takes the account over', async () => {
  const { docket, root, id, anonymous, mail, tokenIn } = await openWithMail();
  expect(await root.invitation.create({ id, email })).toMatchObject({ user: { id, username: 'grace' }, email });
  const token = await tokenIn();
  const { subject, raw } = await mail.mailTo(email);
  expect(subject).toMatch(/^You are invited to /);
  expect(raw).toContain(`/accept-invitation#token=${token}`);
  expect(await root.user.get({ id })).toMatchObject({ email: `${id}@imported.invalid` });
  expect(await anonymous.invitation.accept({ token, password })).toBeNull();
  const tokens = await anonymous.auth.login({ username: email, password });
  const grace = docket.caller(tokens);
  expect(await grace.user.me()).toMatchObject({ id, email, username: 'grace', version: 2 });
  expect(await grace.issue.update({ id: '1', title: 'Mine again' })).toMatchObject({ author: { id } });
  expect((await root.user.list({ q: email })).items).toMatchObject([{ id }]);
  const { items } = await root.event.list({});
  const told = items.filter(({ subject }) => subject.id === id).map(({ type, actor }) => [type, actor?.username]);
  expect(told).toEqual([
    ['user.joined', undefined],
    ['user.invited', 'root'],
    ['user.imported', 'root'],
  ]);
});

test('takes a token once, for a week, and no more when another invitation was made', async () => {
  const { docket, root, id, anonymous, tokenIn } = await openWithMail();
  const accept = (token: string) => refusalOf(anonymous.invitation.accept({ token, password }));
  await root.invitation.create({ id, email });
  const first = await tokenIn(1);
  await root.invitation.create({ id, email });
  const second = await tokenIn(2);
  expect(await accept(first)).toMatchObject({ code: 'invalid_invitation', status: 400 });
  docket.clock.advance(7 * DAY_MS + 1);
  expect(await accept(second)).toMatchObject({ code: 'invalid_invitation' });
  await root.invitation.create({ id, email });
  const third = await tokenIn(3);
  await anonymous.invitation.accept({ token: third, password });
  expect(await accept(third)).toMatchObject({ code: 'invalid_invitation' });
});

test('is no token for anything else', async () => {
  const { root, id, anonymous, tokenIn } = await openWithMail();
  await root.invitation.create({ id, email });
  const token = await tokenIn();
  expect(await refusalOf(anonymous.email.confirm({ token }))).toMatchObject({ code: 'invalid_confirmation' });
  const reset = anonymous.password.reset({ token, new_password: password });
  expect(await refusalOf(reset)).toMatchObject({ code: 'invalid_reset_token' });
});

test('is for accounts that never had a login, by admins, and to an address that nobody has', async () => {
  const { docket, root, id, anonymous } = await openWithGrace();
  const ada = await docket.createUser('ada');
  const invite = (user_id: string, to = email) => refusalOf(root.invitation.create({ id: user_id, email: to }));
  expect(await invite(ada.user.id)).toMatchObject({ code: 'not_invitable', status: 409 });
  expect(await invite(id, 'ADA@example.org')).toMatchObject({ code: 'email_taken' });
  expect(await refusalOf(ada.caller.invitation.create({ id, email }))).toMatchObject({ code: 'forbidden' });
  await root.user.update({ id, is_active: false });
  expect(await invite(id)).toMatchObject({ code: 'not_invitable' });
  await root.user.update({ id, is_active: true });
  await root.invitation.create({ id, email });
  const taken = { email, password: TEST_PASSWORD };
  const token = await docket.createInviteToken({ user: { id } }, email);
  await anonymous.auth.register(taken);
  expect(await refusalOf(anonymous.invitation.accept({ token, password }))).toMatchObject({ code: 'email_taken' });
});

test.each([
  ['a password', { password }],
  ['an address', { email: 'other@example.org' }],
  ['a lock', { is_active: false }],
])('%s that an admin sets makes an invitation worthless, that is to be mailed too', async (_, change) => {
  const { docket, root, id, anonymous } = await openWithGrace();
  const token = await docket.createInviteToken({ user: { id } }, email);
  await root.invitation.create({ id, email: 'again@example.org' });
  const kept = await docket.createInviteToken({ user: { id } }, email);
  await root.user.update({ id, ...change });
  for (const one of [token, kept]) {
    const refusal = await refusalOf(anonymous.invitation.accept({ token: one, password }));
    expect(refusal).toMatchObject({ code: 'invalid_invitation' });
  }
  const waiting = await docket.database.read.selectFrom('outbox').select('kind').execute();
  expect(waiting.map(({ kind }) => kind)).not.toContain('mail.invitation');
});

test('says where nothing can be mailed', async () => {
  const production = {
    ENVIRONMENT: 'production',
    SECRET_KEY: 'f0a9b1c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2',
    REGISTRATION: 'open',
  };
  const { root, id } = await openWithGrace(production);
  expect(await refusalOf(root.invitation.create({ id, email }))).toMatchObject({ code: 'no_mail', status: 409 });
});
