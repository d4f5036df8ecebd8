// What a version knows beside the edits of its own resource. tests/parity/edits.test.ts holds each update to the rest.

import { refusalOf, TEST_PASSWORD } from '@docket/kit/docket';
import { serveWorld } from '@docket/kit/world';
import { afterAll, beforeEach, expect, test } from 'vitest';

const world = await serveWorld(afterAll);
const { ada, bob, root } = world.users;

beforeEach(() => world.restore());

const conflictsOf = async (edit: Promise<unknown>) => (await refusalOf(edit)).conflicts;

test('a label that is deleted is a change of the labels of its issues, and of no other field', async () => {
  await root.caller.label.delete({ id: world.label.id });
  const edit = { id: '1', version: 1 };
  expect(await ada.caller.issue.update({ ...edit, title: 'Crash on save' })).toMatchObject({ version: 3, labels: [] });
  await root.caller.label.create({ name: 'ui' });
  expect(await conflictsOf(ada.caller.issue.update({ ...edit, labels: ['ui'] }))).toEqual([
    { field: 'labels', yours: ['ui'], current: [] },
  ]);
});

test('every field in conflict is told, and none of the others is written', async () => {
  await bob.caller.comment.create({ issue_id: '1', body: 'Me too' });
  await root.caller.issue.update({ id: '1', title: 'Crash on exit', assignees: ['bob'], status: 'closed' });
  const edit = { id: '1', version: 1, title: 'Crash on save', assignees: ['ada'], priority: 'high', status: 'closed' };
  expect(await conflictsOf(ada.caller.issue.update(edit as { id: string }))).toEqual([
    { field: 'title', yours: 'Crash on save', current: 'Crash on exit' },
    { field: 'assignees', yours: [ada.user.id], current: [bob.user.id] },
  ]);
  expect(await ada.caller.issue.get({ id: '1' })).toMatchObject({ version: 2, priority: 'medium' });
});

test('of a password a conflict shows neither, whoever has changed it', async () => {
  const { id } = bob.user;
  await root.caller.user.update({ id, password: 'difference engine' });
  const edit = { id, version: 1, password: 'analytical engine', is_active: false };
  const refused = await refusalOf(root.caller.user.update(edit));
  expect(refused).toMatchObject({ conflicts: [{ field: 'password', yours: null, current: null }] });
  expect(JSON.stringify(refused)).not.toMatch(/engine|argon|scrypt/);
  expect(await root.caller.user.update({ id, version: 1, is_active: false })).toMatchObject({ is_active: false });
});

test('an address that is to be confirmed first conflicts as any field does', async () => {
  await root.caller.user.update({ id: ada.user.id, email: 'lovelace@example.org' });
  const edit = { id: ada.user.id, version: 1, email: 'countess@example.org', current_password: TEST_PASSWORD };
  expect(await conflictsOf(ada.caller.user.update(edit))).toEqual([
    { field: 'email', yours: 'countess@example.org', current: 'lovelace@example.org' },
  ]);
  expect(await ada.caller.user.update({ ...edit, version: 2 })).toMatchObject({ email: 'lovelace@example.org' });
});

test('a row from before versions of fields were kept conflicts in each field that differs', async () => {
  await ada.caller.issue.update({ id: '1', title: 'Crash on exit' });
  await ada.caller.issue.update({ id: '1', priority: 'low' });
  await world.docket.database.write((db) => db.updateTable('issue').set({ field_versions: null }).execute());
  const edit = { id: '1', version: 2, status: 'closed' as const };
  expect(await conflictsOf(ada.caller.issue.update(edit))).toMatchObject([
    { field: 'status' },
    { field: 'closed_reason' },
  ]);
  expect(await ada.caller.issue.update({ ...edit, version: 3 })).toMatchObject({ version: 4 });
  expect(await conflictsOf(ada.caller.issue.update({ ...edit, title: 'Crash on save' }))).toMatchObject([
    { field: 'title', yours: 'Crash on save', current: 'Crash on exit' },
  ]);
  expect(await ada.caller.issue.update({ id: '1', version: 3, title: 'Crash on save' })).toMatchObject({ version: 5 });
});

test('a merge costs the same however many changes lie between', async () => {
  for (let change = 0; change < 100; change += 1) {
    await ada.caller.issue.update({ id: '1', status: change % 2 ? 'open' : 'closed' });
  }
  const row = world.docket.database.read.selectFrom('issue').select('field_versions').where('number', '=', 1);
  const { field_versions } = await row.executeTakeFirstOrThrow();
  expect(JSON.parse(String(field_versions))).toEqual({ '*': 1, status: 101, closed_reason: 101 });
  expect(await ada.caller.issue.update({ id: '1', version: 1, title: 'Crash on save' })).toMatchObject({
    version: 102,
  });
});

test('a batch bounds what its refusals show, as it does answers', async () => {
  const description = 'Long ago, '.repeat(30_000);
  await world.docket.database.write((db) => db.updateTable('issue').set({ description }).execute());
  await ada.caller.issue.update({ id: '1', title: 'Crash on exit' });
  const calls = Array.from({ length: 8 }, () => ['issue.update', { id: '1', version: 1, title: 'Crash on save' }]);
  const { body } = await world.server.request({
    method: 'POST',
    url: `/trpc/${calls.map(([name]) => name).join()}?batch=1`,
    token: ada.access_token,
    payload: Object.fromEntries(calls.map(([, input], at) => [at, input])),
  });
  expect(body.length).toBeLessThan(1_200_000);
  expect(body).toContain('precondition_failed');
  expect(body).toContain('batch_too_large');
});
