// J7: labels of one project, and labels of all.

import { openTestDocket, refusalOf, type TestUser } from '@docket/kit/docket';
import { afterAll, beforeAll, expect, test } from 'vitest';

const docket = await openTestDocket({ PROJECT_CREATION: 'open' }, afterAll);
const [root, ada, bob] = [
  await docket.createUser('root', 'admin'),
  await docket.createUser('ada'),
  await docket.createUser('bob'),
];

const TEXTS = { title: 'Crash', description: 'on save' };

/** Ada manages both. Nobody else but admins sees `SEC`. */
beforeAll(async () => {
  await ada.caller.project.create({ key: 'WEB', name: 'Website' });
  await ada.caller.project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
});

async function namesSeenBy({ caller }: TestUser, input: { project?: string } = {}) {
  const names: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await caller.label.list({ size: 1, ...input, ...(cursor && { cursor }) });
    names.push(...page.items.map(({ name, project }) => `${project?.key ?? 'all'} ${name}`));
    cursor = page.next_cursor;
  } while (cursor);
  return names;
}

test('a label is of all projects, or of the one that is named', async () => {
  const shared = await bob.caller.label.create({ name: 'urgent' });
  const own = await ada.caller.label.create({ name: 'layout', project: 'web' });
  expect(shared.project).toBeNull();
  expect(own.project).toMatchObject({ key: 'WEB', name: 'Website' });
  expect(await bob.caller.label.get({ id: own.id })).toEqual(own);
  const issue = await ada.caller.issue.create({ ...TEXTS, project: 'WEB', labels: ['Layout', 'urgent'] });
  expect(issue.labels).toEqual([own, shared]);
  expect((await ada.caller.issue.get({ id: issue.id })).labels).toEqual([own, shared]);
  expect((await bob.caller.issue.list({ label: ['layout', 'urgent'] })).items.map(({ id }) => id)).toEqual([issue.id]);
});

test('an issue has labels of its project and of all, and of no other', async () => {
  const refusal = await refusalOf(ada.caller.issue.create({ ...TEXTS, labels: ['layout'] }));
  expect(refusal).toMatchObject({ code: 'validation_failed', errors: [{ path: 'labels.0', code: 'unknown_label' }] });
  const issue = await ada.caller.issue.create({ ...TEXTS, labels: ['urgent'] });
  const added = ada.caller.issue.update({ id: issue.id, labels: ['urgent', 'layout'] });
  expect(await refusalOf(added)).toMatchObject({ errors: [{ path: 'labels.1', code: 'unknown_label' }] });
});

test('labels of a project are for whoever manages it, those of all for admins', async () => {
  const [own, shared] = [
    await ada.caller.label.create({ name: 'managed', project: 'WEB' }),
    await ada.caller.label.create({ name: 'common' }),
  ];
  for (const refused of [
    () => bob.caller.label.create({ name: 'another', project: 'WEB' }),
    () => bob.caller.label.update({ id: own.id, name: 'another' }),
    () => bob.caller.label.delete({ id: own.id }),
    () => ada.caller.label.update({ id: shared.id, name: 'another' }),
    () => ada.caller.label.delete({ id: shared.id }),
  ]) {
    expect(await refusalOf(refused())).toMatchObject({ code: 'forbidden' });
  }
  expect(await ada.caller.label.update({ id: own.id, name: 'handled' })).toMatchObject({ name: 'handled' });
  expect(await root.caller.label.update({ id: own.id, color: '#000000' })).toMatchObject({ color: '#000000' });
  await ada.caller.label.delete({ id: own.id });
  await root.caller.label.delete({ id: shared.id });
});

test('in a project no two labels have one name; two projects may each have one, and a filter means both', async () => {
  await bob.caller.label.create({ name: 'bug' });
  expect(await refusalOf(ada.caller.label.create({ name: 'BUG', project: 'WEB' }))).toMatchObject({
    code: 'label_taken',
    detail: 'There is already a label of this name of all projects: take another name',
  });
  const [web, sec] = [
    await ada.caller.label.create({ name: 'flaky', project: 'WEB' }),
    await ada.caller.label.create({ name: 'Flaky', project: 'SEC' }),
  ];
  expect(await refusalOf(ada.caller.label.create({ name: 'flaky', project: 'WEB' }))).toMatchObject({
    code: 'label_taken',
    detail: 'There is already a label of this name',
  });
  expect(await refusalOf(bob.caller.label.create({ name: 'flaky' }))).toMatchObject({
    code: 'label_taken',
    detail: 'There is already a label of this name in the project WEB: take another name',
  });
  const issues = [
    await ada.caller.issue.create({ ...TEXTS, project: 'WEB', labels: ['flaky', 'urgent'] }),
    await ada.caller.issue.create({ ...TEXTS, project: 'SEC', labels: ['flaky'] }),
  ];
  expect(issues.map(({ labels }) => labels[0]?.id)).toEqual([web.id, sec.id]);
  const found = async ({ caller }: TestUser, input: object) =>
    (await caller.issue.list({ label: ['flaky'], ...input })).items.map(({ key }) => key);
  expect(await found(ada, {})).toEqual([issues[1]?.key, issues[0]?.key]);
  expect(await found(ada, { project: ['SEC'] })).toEqual([issues[1]?.key]);
  expect(await found(ada, { label: ['flaky', 'urgent'] })).toEqual([issues[0]?.key]);
  expect(await found(ada, { author: 'ada', status: ['closed'] })).toEqual([]);
  expect(await found(bob, {})).toEqual([issues[0]?.key]);
});

test('a list has the labels of all and of the projects that are seen, page by page, or of one project', async () => {
  await ada.caller.label.create({ name: 'hidden', project: 'SEC' });
  expect(await namesSeenBy(bob)).toEqual(['all bug', 'WEB flaky', 'WEB layout', 'all urgent']);
  expect(await namesSeenBy(root, { project: 'SEC' })).toEqual(['all bug', 'SEC Flaky', 'SEC hidden', 'all urgent']);
  expect((await namesSeenBy(ada)).filter((name) => name.toLowerCase().endsWith('flaky'))).toHaveLength(2);
  expect(await namesSeenBy(bob, { project: 'SEC' })).toEqual([]);
  expect(await namesSeenBy(bob, { project: 'NONE' })).toEqual([]);
  expect((await bob.caller.label.list({})).total).toBe(4);
});

test('a label of a private project is not there for outsiders, nor is what happened to it', async () => {
  const { id } = await ada.caller.label.create({ name: 'leak', project: 'SEC' });
  await ada.caller.issue.create({ ...TEXTS, project: 'SEC', labels: ['leak'] });
  for (const refused of [
    () => bob.caller.label.get({ id }),
    () => bob.caller.label.update({ id, name: 'known' }),
    () => bob.caller.label.delete({ id }),
  ]) {
    expect(await refusalOf(refused())).toMatchObject({ code: 'label_not_found' });
  }
  const nowhere = bob.caller.label.create({ name: 'mine', project: 'SEC' });
  expect(await refusalOf(nowhere)).toMatchObject({ code: 'validation_failed', errors: [{ path: 'project' }] });
  expect((await bob.caller.issue.list({ label: ['leak'] })).total).toBe(0);
  await ada.caller.label.update({ id, color: '#000000' });

  // Its name tells nothing: it may be taken for all projects, and the project goes on with its own.
  const shared = await bob.caller.label.create({ name: 'leak' });
  const issue = await ada.caller.issue.create({ ...TEXTS, project: 'SEC', labels: ['leak'] });
  expect(issue.labels.map((label) => label.id)).toEqual([id]);
  expect((await bob.caller.issue.create({ ...TEXTS, labels: ['leak'] })).labels).toEqual([shared]);

  await ada.caller.label.delete({ id });
  const eventsOf = async ({ caller }: TestUser) =>
    (await caller.event.list({ type: ['label.*'], limit: 100 })).items
      .filter(({ subject }) => subject.id === id)
      .map(({ type }) => type);
  expect(await eventsOf(ada)).toEqual(expect.arrayContaining(['label.created', 'label.updated', 'label.deleted']));
  expect(await eventsOf(bob)).toEqual([]);
});

test('nobody changes the labels of an archived project', async () => {
  await ada.caller.project.create({ key: 'OLD', name: 'Old' });
  const { id } = await ada.caller.label.create({ name: 'dusty', project: 'OLD' });
  await ada.caller.project.update({ project: 'OLD', is_archived: true });
  for (const refused of [
    () => ada.caller.label.create({ name: 'fresh', project: 'OLD' }),
    () => root.caller.label.update({ id, name: 'clean' }),
    () => ada.caller.label.delete({ id }),
  ]) {
    expect(await refusalOf(refused())).toMatchObject({ code: 'project_archived' });
  }
});

test('an issue that is moved has the labels that are known there by their names, and the others are taken off', async () => {
  await ada.caller.project.create({ key: 'APP', name: 'App' });
  const own = await ada.caller.label.create({ name: 'flaky', project: 'APP' });
  const issue = await ada.caller.issue.create({ ...TEXTS, project: 'WEB', labels: ['flaky', 'layout', 'urgent'] });
  const [flaky, , urgent] = issue.labels;
  expect(flaky?.project?.key).toBe('WEB');
  const moved = await ada.caller.issue.update({ id: issue.id, project: 'APP' });
  expect(moved.labels).toEqual([own, urgent]);
  expect((await ada.caller.issue.get({ id: issue.id })).labels).toEqual([own, urgent]);
  const back = await ada.caller.issue.update({ id: issue.id, project: 'WEB', labels: ['layout', 'flaky'] });
  expect(back.labels.map(({ id }) => id)).toEqual([flaky?.id, issue.labels[1]?.id]);

  // The very same names: nothing of them is in the history, and all of them are others.
  await ada.caller.issue.update({ id: issue.id, labels: ['flaky'] });
  expect((await ada.caller.issue.update({ id: issue.id, project: 'APP' })).labels).toEqual([own]);
  expect((await ada.caller.issue.get({ id: issue.id })).labels).toEqual([own]);
});
