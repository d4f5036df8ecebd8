import type { Writer } from '@docket/db';
import { allRows } from '@docket/kit/both-engines';
import { openTestDocket, refusalOf, TEST_PASSWORD, type TestDocket, type TestUser } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { newId } from '../../src/core/ids.ts';

const CANARY = 'c4n4ry';

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

/** Tables that name users and hold nothing personal of them, and why. */
const NAMES_ONLY: Record<string, string> = {
  issue: 'work stays; its author is a deleted user',
  comment: 'work stays; its author is a deleted user',
  event: 'history stays, without personal values',
  issue_assignee: 'a pair of ids',
  project_member: 'the same',
  template_assignee: 'the same',
  password_reset: 'a hash of a random token',
};

test('leaves nothing personal of a deleted user in any table', async () => {
  const { docket, admin, ada } = await teamWithWork();
  const { id } = ada.user;
  await admin.caller.user.update({ id, email: `${CANARY}@example.org`, username: CANARY, first_name: CANARY });
  await admin.caller.user.update({ id, password: TEST_PASSWORD }); // a notice waits
  await docket.caller('anonymous').password.forgot({ email: `${CANARY}@example.org` });
  await docket.createConfirmToken(ada, `next.${CANARY}@example.org`);
  await docket.createInviteToken(ada, `invited.${CANARY}@example.org`);
  await docket.caller({ user: CANARY }).token.create({ name: CANARY, scopes: ['issues:read'] });
  await addWebhook(docket, id);
  await addBulkEdits(docket, admin);
  await admin.caller.template.create({ project: 'MAIN', name: 'Bug', assignees: [CANARY] });
  await docket.caller({ user: CANARY }).view.create({ name: CANARY, query: `author:${CANARY}` });
  await docket.database.write(async (db) => {
    await beginSession(db, id);
    await fillEmptyColumns(db, id);
    const [answer, expires_at] = [JSON.stringify({ id, full_name: CANARY }), new Date().toISOString()];
    const keys = [`user:${admin.user.id}:of another`, `user:${id}:${CANARY}`];
    const kept = keys.map((key) => ({ key, fingerprint: 'f', answer, expires_at }));
    await db.insertInto('idempotency_key').values(kept).execute();
  });
  const before = await allRows(docket.database);
  await admin.caller.user.delete({ id });
  expect(tablesWith(CANARY, await allRows(docket.database))).toEqual([]);

  // Whoever adds a table with a user in it fills it above, or says why it needs no care.
  const naming = tablesWith(id, before).filter((table) => !(table in NAMES_ONLY));
  expect(tablesWith(CANARY, before)).toEqual(expect.arrayContaining(naming));
});

/** One by the user, and one by another, which says that it cannot assign them. */
async function addBulkEdits({ caller }: TestDocket, admin: TestUser): Promise<void> {
  const change = { add_assignees: [CANARY, `${CANARY}@example.net`] };
  for (const who of [caller({ user: CANARY }), admin.caller]) await who.issue.bulk({ query: 'stays', change });
}

/** One of the user's, which has repeated what it was sent. */
async function addWebhook({ caller, database }: TestDocket, id: string): Promise<void> {
  const { project, webhook } = caller({ user: CANARY });
  await project.create({ key: 'OWN', name: 'Own' });
  const made = await webhook.create({ url: `https://${CANARY}.example`, project: 'OWN' });
  await webhook.ping({ id: made.id });
  const answer = JSON.stringify({ actor: { id, full_name: CANARY } });
  await database.write((db) => db.updateTable('webhook_delivery').set({ answer }).execute());
}

function tablesWith(text: string, tables: Record<string, unknown[]>): string[] {
  return Object.keys(tables).filter((table) => JSON.stringify(tables[table]).toLowerCase().includes(text));
}

/** What no call sets, such as where an account was imported from, and what a later step of the migration adds. */
async function fillEmptyColumns(db: Writer, id: string): Promise<void> {
  const row = await db.selectFrom('user').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const empty = Object.entries(row).flatMap(([name, value]) =>
    value === null && !/_(at|since)$/.test(name) ? name : [],
  );
  expect(empty).toContain('imported_from');
  const values = Object.fromEntries(empty.map((name) => [name, CANARY]));
  await db.updateTable('user').set(values).where('id', '=', id).execute();
}

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
  const from = { address: CANARY, address_key: CANARY, agent: CANARY };
  await db
    .insertInto('session')
    .values({ id: newId(), user_id, ...times, ...from })
    .execute();
}
