import type { Writer } from '@docket/db';
import { openTestDocket, refusalOf, TEST_PASSWORD } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { newId } from '../../src/core/ids.ts';

const lastAdmin = { code: 'last_admin', status: 409 };

async function teamWithWork() {
  const docket = await openTestDocket();
  const admin = await docket.createUser('admin', 'admin');
  const ada = await docket.createUser('ada');
  await ada.caller.user.update({ id: ada.user.id, first_name: 'Ada', bio: 'Countess', website: 'https://ada.example' });
  const issue = await ada.caller.issue.create({ title: 'Stays', description: 'when ada goes', assignees: ['ada'] });
  await ada.caller.comment.create({ issue_id: issue.id, body: 'This too' });
  return { docket, admin, ada, issue };
}

test('keeps the issues and comments of a deleted user, marked, and unassigns the user', async () => {
  const { admin, ada, issue } = await teamWithWork();
  expect(await admin.caller.user.delete({ id: ada.user.id })).toBeNull();
  const ghost = { id: ada.user.id, username: null, full_name: 'Deleted user', avatar_url: null, is_deleted: true };
  expect(await admin.caller.issue.get({ id: issue.id })).toMatchObject({
    title: 'Stays',
    author: ghost,
    assignees: [],
  });
  const { items } = await admin.caller.comment.list({ issue_id: issue.id });
  expect(items).toMatchObject([{ body: 'This too', author: ghost }]);
  const { items: events } = await admin.caller.issue.events({ id: issue.id });
  expect(events.map((event) => event.actor)).toMatchObject([ghost, ghost, { username: 'admin' }]);
  expect(events.at(-1)?.changes).toEqual([{ field: 'assignees', from: [ada.user.id], to: [] }]);
});

test('leaves nothing personal of a deleted user in the database', async () => {
  const { docket, admin, ada } = await teamWithWork();
  await ada.caller.user.update({ id: ada.user.id, first_name: 'Augusta', email: 'augusta@example.org' });
  await admin.caller.user.update({ id: ada.user.id, password: TEST_PASSWORD }); // has a notice wait
  await docket.caller('anonymous').password.forgot({ email: 'augusta@example.org' });
  await docket.caller({ user: 'ada' }).token.create({ name: 'Ada at home', scopes: ['issues:read'] });
  await docket.database.write((db) => beginSession(db, ada.user.id));
  await admin.caller.user.delete({ id: ada.user.id });
  const tables = ['user', 'event', 'outbox', 'session', 'refresh_token', 'api_token', 'password_reset'] as const;
  const rows = await Promise.all(
    tables.map((table) => docket.database.read.selectFrom(table).selectAll().execute() as Promise<object[]>),
  );
  // A whole word, because an id may have "ada" in it.
  expect(JSON.stringify(rows)).not.toMatch(/\bada\b|augusta|countess|203\.0\.113\.7/i);
});

test('takes a deleted user for one who does not exist, and gives the names away again', async () => {
  const { docket, admin, ada } = await teamWithWork();
  await admin.caller.user.delete({ id: ada.user.id });
  const notFound = { code: 'user_not_found', status: 404 };
  expect(await refusalOf(admin.caller.user.get({ id: ada.user.id }))).toMatchObject(notFound);
  expect(await refusalOf(admin.caller.user.update({ id: ada.user.id, is_active: true }))).toMatchObject(notFound);
  expect(await refusalOf(admin.caller.user.delete({ id: ada.user.id }))).toMatchObject(notFound);
  expect((await admin.caller.user.list({})).items.map((user) => user.username)).toEqual(['admin']);
  const { user } = await docket.createUser('ada');
  expect(user.id).not.toBe(ada.user.id);
});

test('deletes a user even when another has taken an address made from the id', async () => {
  const { docket, admin, ada } = await teamWithWork();
  const email = `${ada.user.id}@deleted.invalid`;
  await docket.caller('anonymous').auth.register({ email, password: TEST_PASSWORD });
  expect(await admin.caller.user.delete({ id: ada.user.id })).toBeNull();
});

test('keeps the last active admin from being deleted, deactivated or demoted', async () => {
  const { docket, admin, ada } = await teamWithWork();
  const { id } = admin.user;
  const attempts = [
    () => admin.caller.user.delete({ id }),
    () => admin.caller.user.update({ id, role: 'user' }),
    () => admin.caller.user.update({ id, is_active: false }),
    () => docket.caller({ system: 'script' }).user.delete({ id }),
  ];
  for (const attempt of attempts) expect(await refusalOf(attempt())).toMatchObject(lastAdmin);
  await admin.caller.user.update({ id: ada.user.id, role: 'admin', is_active: false });
  for (const attempt of attempts) expect(await refusalOf(attempt())).toMatchObject(lastAdmin);

  await admin.caller.user.update({ id: ada.user.id, is_active: true });
  expect(await admin.caller.user.update({ id, role: 'user' })).toMatchObject({ role: 'user' });
});

test('leaves one admin when two of them demote each other at once', async () => {
  const docket = await openTestDocket();
  const [one, two] = [await docket.createUser('one', 'admin'), await docket.createUser('two', 'admin')];
  const outcomes = await Promise.allSettled([
    one.caller.user.update({ id: two.user.id, role: 'user' }),
    two.caller.user.update({ id: one.user.id, role: 'user' }),
  ]);
  expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const { items } = await docket.caller({ system: 'test' }).user.list({});
  expect(items.filter((user) => user.role === 'admin')).toHaveLength(1);
});

/** As a login over the network does it. */
async function beginSession(db: Writer, user_id: string): Promise<void> {
  const at = new Date().toISOString();
  const times = { created_at: at, last_used_at: at, expires_at: at };
  const from = { address: '203.0.113.7', agent: 'Ada/1.0' };
  await db
    .insertInto('session')
    .values({ id: newId(), user_id, ...times, ...from })
    .execute();
}
