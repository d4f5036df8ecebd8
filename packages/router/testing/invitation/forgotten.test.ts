import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { openTestMailServer } from '@docket/kit/mail-server';
import { expect, test } from 'vitest';
import { archive, issueNumber } from '../import/archives.ts';

// T19, I17: whoever wrote an imported file chose the addresses in it.

const email = 'mallory@example.org';
const password = 'compiling by hand';

/** The file says that issue 1 is by Grace, and that her address is one that somebody else reads. */
async function openWithImported() {
  const mail = await openTestMailServer();
  const docket = await openTestDocket({ SMTP_URL: mail.url });
  const { caller: root } = await docket.createUser('root', 'admin');
  const people = [{ login: 'grace', email }];
  await root.archive.import(archive([issueNumber(1, { author: 'grace' })], { people, source: 'docket:export' }));
  const { author } = await root.issue.get({ id: '1' });
  return { docket, root, mail, id: author.id, anonymous: docket.caller('anonymous') };
}

test('a forgotten password opens no account that an import made, and answers as for any other', async () => {
  const { docket, mail, id, anonymous } = await openWithImported();
  await docket.createUser('ada');
  for (const address of [email, 'nobody@example.org', 'ada@example.org']) {
    expect(await anonymous.password.forgot({ email: address })).toBeNull();
  }
  await docket.outbox.deliverDue();
  await mail.mailTo('ada@example.org');
  expect(mail.received.map(({ to }) => to)).toEqual(['ada@example.org']);
  const rows = await docket.database.read.selectFrom('password_reset').select('user_id').execute();
  expect(rows.map(({ user_id }) => user_id)).not.toContain(id);
});

test('nor does a token that a Docket mailed before it knew this', async () => {
  const { docket, id, anonymous } = await openWithImported();
  const token = await docket.createResetToken({ user: { id } });
  const reset = anonymous.password.reset({ token, new_password: password });
  expect(await refusalOf(reset)).toMatchObject({ code: 'invalid_reset_token', status: 400 });
});

test('once its person has accepted an invitation, it does', async () => {
  const { docket, mail, root, id, anonymous } = await openWithImported();
  await root.invitation.create({ id, email });
  await docket.outbox.deliverDue();
  const token = /^dki_[\w-]{43}$/m.exec((await mail.mailTo(email)).raw)?.[0] ?? '';
  await anonymous.invitation.accept({ token, password });
  await anonymous.password.forgot({ email });
  await docket.outbox.deliverDue();
  expect((await mail.mailTo(email, 2)).raw).toMatch(/^dkp_[\w-]{43}$/m);
});
