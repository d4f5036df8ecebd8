// I11, J7: milestones, and what belongs to them.

import { fillInBulk } from '@docket/kit/bulk';
import { openTestDocket, refusalOf, type TestUser } from '@docket/kit/docket';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginDeletion } from '../../src/features/milestone/commands/delete.ts';
import { clearOut } from '../../src/housekeeping.ts';
import { writingAs } from '../../src/visibility/handles.ts';
import { SEES_ALL } from '../../src/visibility/sight.ts';

const docket = await openTestDocket({ PROJECT_CREATION: 'open' }, afterAll);
const [root, ada, bob] = [
  await docket.createUser('root', 'admin'),
  await docket.createUser('ada'),
  await docket.createUser('bob'),
];

const TEXTS = { title: 'Crash', description: 'on save' };

/** Ada manages all. Nobody else but admins sees `SEC`. */
beforeAll(async () => {
  await ada.caller.project.create({ key: 'WEB', name: 'Website' });
  await ada.caller.project.create({ key: 'APP', name: 'App' });
  await ada.caller.project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
});

const keysOf = async ({ caller }: TestUser, input: object) =>
  (await caller.issue.list(input)).items.map(({ key }) => key);

test('a milestone has a title, a description, a day when it is due, and counts its issues', async () => {
  const made = await ada.caller.milestone.create({ title: 'Beta', due_on: '2027-02-28', project: 'web' });
  expect(made).toMatchObject({ description: null, due_on: '2027-02-28', state: 'open', version: 1, closed_at: null });
  expect(made.project).toMatchObject({ key: 'WEB' });
  const issue = await ada.caller.issue.create({ ...TEXTS, project: 'WEB', milestone: 'BETA' });
  const { id, title, due_on, state } = made;
  expect(issue.milestone).toEqual({ id, title, due_on, state });
  expect((await bob.caller.issue.get({ id: issue.id })).milestone).toEqual(issue.milestone);
  await ada.caller.issue.create({ ...TEXTS, project: 'WEB', milestone: made.id });
  await ada.caller.issue.update({ id: issue.id, status: 'closed' });
  docket.clock.advance(1000);
  const closed = await ada.caller.milestone.update({ id, state: 'closed', due_on: null, version: 1 });
  expect(closed).toMatchObject({ open_issues: 1, closed_issues: 1, state: 'closed', due_on: null, version: 2 });
  expect(closed.closed_at).toBe(docket.clock.now.toISOString());
  expect(await ada.caller.milestone.update({ id, state: 'open' })).toMatchObject({ closed_at: null });
  const late = ada.caller.milestone.update({ id, state: 'closed', version: 1 });
  expect(await refusalOf(late)).toMatchObject({ code: 'precondition_failed' });
});

test('the history of an issue shows by title what it was part of', async () => {
  await ada.caller.milestone.create({ title: 'Gamma', project: 'WEB' });
  const { id } = await ada.caller.issue.create({ ...TEXTS, project: 'WEB', milestone: 'Beta' });
  await ada.caller.issue.update({ id, milestone: 'gamma' });
  await ada.caller.issue.update({ id, milestone: null });
  const { items } = await ada.caller.issue.events({ id });
  expect(items.slice(1).map(({ changes }) => changes)).toEqual([
    [{ field: 'milestone', from: 'Beta', to: 'Gamma' }],
    [{ field: 'milestone', from: 'Gamma', to: null }],
  ]);
});

test('an issue has a milestone of its project, and of no other', async () => {
  const elsewhere = await ada.caller.milestone.create({ title: 'Only here', project: 'APP' });
  for (const milestone of ['Only here', elsewhere.id, 'none of these']) {
    const refusal = await refusalOf(ada.caller.issue.create({ ...TEXTS, project: 'WEB', milestone }));
    expect(refusal).toMatchObject({ errors: [{ path: 'milestone', code: 'unknown_milestone' }] });
  }
});

test('milestones of a project are for whoever manages it, each with a title of its own there', async () => {
  const { id } = await ada.caller.milestone.create({ title: 'Owned', project: 'WEB' });
  for (const refused of [
    () => bob.caller.milestone.create({ title: 'Another', project: 'WEB' }),
    () => bob.caller.milestone.create({ title: 'Another' }),
    () => bob.caller.milestone.update({ id, title: 'Another' }),
    () => bob.caller.milestone.delete({ id }),
  ]) {
    expect(await refusalOf(refused())).toMatchObject({ code: 'forbidden' });
  }
  const again = ada.caller.milestone.create({ title: 'OWNED', project: 'WEB' });
  expect(await refusalOf(again)).toMatchObject({ code: 'milestone_taken', status: 409 });
  const beta = ada.caller.milestone.update({ id, title: 'beta' });
  expect(await refusalOf(beta)).toMatchObject({ code: 'milestone_taken' });
  expect((await root.caller.milestone.create({ title: 'Owned' })).project.key).toBe('MAIN');
});

test('lists issues by milestone, by its title in several projects, and those that have none', async () => {
  await ada.caller.milestone.create({ title: 'Filtered', project: 'WEB' });
  await ada.caller.milestone.create({ title: 'filtered', project: 'APP' });
  const web = await ada.caller.issue.create({ ...TEXTS, project: 'WEB', milestone: 'Filtered', priority: 'high' });
  const app = await ada.caller.issue.create({ ...TEXTS, project: 'APP', milestone: 'Filtered' });
  const none = await ada.caller.issue.create({ ...TEXTS, project: 'APP' });
  expect(await keysOf(bob, { milestone: 'FILTERED' })).toEqual([app.key, web.key]);
  expect(await keysOf(bob, { milestone: 'filtered', project: ['WEB'] })).toEqual([web.key]);
  expect(await keysOf(bob, { milestone: web.milestone?.id, priority: ['high'], author: 'ada' })).toEqual([web.key]);
  expect(await keysOf(bob, { milestone: web.milestone?.id, sort: 'updated-asc' })).toEqual([web.key]);
  expect(await keysOf(bob, { milestone: web.milestone?.id, status: ['closed'] })).toEqual([]);
  expect(await keysOf(bob, { milestone: 'none', project: ['APP'] })).toEqual([none.key]);
  expect(await keysOf(bob, { milestone: 'nosuch' })).toEqual([]);
});

test('milestones of a private project are not there for outsiders, nor is what happened to them', async () => {
  const { id } = await ada.caller.milestone.create({ title: 'Hidden', project: 'SEC' });
  await ada.caller.issue.create({ ...TEXTS, project: 'SEC', milestone: 'Hidden' });
  for (const refused of [
    () => bob.caller.milestone.get({ id }),
    () => bob.caller.milestone.update({ id, title: 'Known' }),
    () => bob.caller.milestone.delete({ id }),
  ]) {
    expect(await refusalOf(refused())).toMatchObject({ code: 'milestone_not_found' });
  }
  for (const milestone of [id, 'Hidden']) expect((await bob.caller.issue.list({ milestone })).total).toBe(0);
  const titles = async ({ caller }: TestUser, input: object = {}) =>
    (await caller.milestone.list({ size: 100, ...input })).items.map(({ title }) => title);
  expect(await titles(root, { project: 'SEC' })).toEqual(['Hidden']);
  expect(await titles(bob)).not.toContain('Hidden');
  for (const project of ['SEC', 'NONE']) expect(await titles(bob, { project })).toEqual([]);
  expect(
    (await bob.caller.event.list({ type: ['milestone.*'], limit: 100 })).items.map(({ subject }) => subject.id),
  ).not.toContain(id);
  expect(
    (await ada.caller.event.list({ type: ['milestone.*'], limit: 100 })).items.map(({ subject }) => subject.id),
  ).toContain(id);
});

test('a list goes by title, page by page and by cursor, and by state', async () => {
  const all: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await bob.caller.milestone.list({ size: 2, ...(cursor && { cursor }) });
    all.push(...page.items.map(({ title }) => title.toLowerCase()));
    cursor = page.next_cursor;
  } while (cursor);
  expect(all.length).toBeGreaterThan(5);
  expect(all).toEqual(all.toSorted());
  expect((await bob.caller.milestone.list({ state: 'closed' })).total).toBe(0);
  expect((await bob.caller.milestone.list({ state: 'open' })).total).toBe(all.length);
});

test('an issue that is moved keeps a milestone of the same title, or has none', async () => {
  const made = await ada.caller.issue.create({ ...TEXTS, project: 'WEB', milestone: 'Filtered' });
  const moved = await ada.caller.issue.update({ id: made.id, project: 'APP' });
  expect(moved.milestone).toMatchObject({ title: 'filtered' });
  expect((await ada.caller.issue.update({ id: made.id, project: 'MAIN' })).milestone).toBeNull();
});

test('nobody changes the milestones of an archived project', async () => {
  await ada.caller.project.create({ key: 'OLD', name: 'Old' });
  const { id } = await ada.caller.milestone.create({ title: 'Dusty', project: 'OLD' });
  await ada.caller.project.update({ project: 'OLD', is_archived: true });
  for (const refused of [
    () => ada.caller.milestone.create({ title: 'Fresh', project: 'OLD' }),
    () => root.caller.milestone.update({ id, title: 'Clean' }),
    () => ada.caller.milestone.delete({ id }),
  ]) {
    expect(await refusalOf(refused())).toMatchObject({ code: 'project_archived' });
  }
});

test.each(['2027-02-29', '2027-13-01', '2027-1-1', '31.1.2027', '2027-01-31T00:00:00Z', ''])(
  'a milestone is not due on %j',
  async (due_on) => {
    const refusal = await refusalOf(ada.caller.milestone.create({ title: 'Never', due_on, project: 'WEB' }));
    expect(refusal).toMatchObject({ code: 'validation_failed', errors: [{ path: 'due_on' }] });
  },
);

test('a milestone that is deleted is taken off its issues in parts, also off those in the bin', async () => {
  const { id } = await root.caller.milestone.create({ title: 'Big' });
  await fillInBulk(docket.database, { issues: 450, after: 100, authors: [bob.user.id] });
  await docket.database.write(async (db) => {
    await sql`update issue set milestone_id = ${id} where milestone_id is null`.execute(db);
  });
  const binned = await root.caller.issue.create({ ...TEXTS, milestone: 'Big' });
  await root.caller.issue.delete({ id: binned.id });
  const by = { actor: { kind: 'system', name: 'cleaner' } as const, at: docket.clock.now.toISOString() };
  const standing = { visibility: 'internal' as const, is_archived: false };
  const sight = { ...SEES_ALL, projects: new Map([[binned.project.id, standing]]) };
  expect(await docket.database.write((inner) => writingAs(inner, sight, (db) => beginDeletion(db, id, by)))).toBe(
    false,
  );
  expect(await refusalOf(bob.caller.milestone.get({ id }))).toMatchObject({ code: 'milestone_not_found' });
  expect((await bob.caller.issue.list({ size: 100 })).items.every(({ milestone }) => milestone?.id !== id)).toBe(true);
  await root.caller.milestone.create({ title: 'Big' });
  await clearOut(docket.database, docket.clock.now.toISOString());
  const { rows } = await sql`select id from issue where milestone_id = ${id}`.execute(docket.database.read);
  expect(rows).toEqual([]);
  expect(await docket.database.read.selectFrom('deletion').selectAll().execute()).toEqual([]);
});
