import { MAIN_PROJECT_ID } from '@docket/db';
import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { expect, test } from 'vitest';

const NOTHING = '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11';
const notFound = { code: 'issue_not_found', status: 404, detail: 'Issue not found' };
const crash = { title: 'Crash on save', description: 'Saving an empty file crashes the editor.' };

async function tracker() {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  const bob = await docket.createUser('bob');
  for (const name of ['bug', 'docs', 'ui']) await ada.caller.label.create({ name });
  return { docket, ada, bob };
}

test('creates an open issue of medium priority with number 1', async () => {
  const { docket, ada } = await tracker();
  const at = docket.clock.now.toISOString();
  const issue = await ada.caller.issue.create(crash);
  expect(issue).toEqual({
    ...crash,
    id: expect.any(String),
    key: 'MAIN-1',
    number: 1,
    project: { id: MAIN_PROJECT_ID, key: 'MAIN', name: 'Main' },
    priority: 'medium',
    status: 'open',
    author: { id: ada.user.id, username: 'ada', full_name: 'ada@example.org', avatar_url: null, is_deleted: false },
    assignees: [],
    labels: [],
    milestone: null,
    attachments: [],
    comment_count: 0,
    version: 1,
    created_at: at,
    updated_at: at,
    closed_at: null,
    closed_reason: null,
    reactions: {},
    deleted_at: null,
    due_on: null,
    parent: null,
    children: { total: 0, closed: 0 },
    mentions: [],
    references: [],
  });
  for (const id of ['1', 'main-1', 'MAIN-1', issue.id, issue.id.toUpperCase()])
    expect(await ada.caller.issue.get({ id })).toEqual(issue);
});

test('ignores the status of a new issue, and the fields that are not part of the input', async () => {
  const { ada, bob } = await tracker();
  const extra = { author_id: bob.user.id, number: 7, version: 9, closed_at: '2020-01-01T00:00:00.000Z' };
  const issue = await ada.caller.issue.create({ ...crash, status: 'closed', ...extra });
  expect(issue).toMatchObject({ status: 'open', closed_at: null, number: 1, version: 1, author: { username: 'ada' } });
  expect(issue.id).not.toBe(NOTHING);
  const changes = {
    id: issue.id,
    title: 'New title',
    author_id: bob.user.id,
    number: 7,
    deleted_at: 'now',
  };
  expect(await ada.caller.issue.update(changes)).toMatchObject({ number: 1, version: 2, author: { username: 'ada' } });
});

test.each([
  ['title', { title: 'ab' }],
  ['title', { title: '  ab  ' }],
  ['title', { title: 'x'.repeat(101) }],
  ['title', { title: 'half of a pair \ud83d' }],
  ['description', { description: 'four' }],
  ['description', { description: 'x'.repeat(2001) }],
  ['description', { description: 'with \0 inside' }],
  ['labels', { labels: Array<string>(21).fill('bug') }],
])('refuses a wrong %s when an issue is created and when it is changed', async (path, wrong) => {
  const { ada } = await tracker();
  const invalid = { code: 'validation_failed', status: 422, errors: [{ path }] };
  expect(await refusalOf(ada.caller.issue.create({ ...crash, ...wrong }))).toMatchObject(invalid);
  const issue = await ada.caller.issue.create(crash);
  expect(await refusalOf(ada.caller.issue.update({ id: '1', ...wrong }))).toMatchObject(invalid);
  expect(await ada.caller.issue.get({ id: '1' })).toEqual(issue);
});

test('takes titles of 3 and 100 characters and descriptions of 5 and 2000', async () => {
  const { ada } = await tracker();
  for (const [title, description] of [
    ['abc', 'abcde'],
    ['x'.repeat(100), 'x'.repeat(2000)],
  ] as const) {
    expect(await ada.caller.issue.create({ title, description })).toMatchObject({ title, description });
  }
});

test('says which label or assignee does not exist, and creates nothing then', async () => {
  const { docket, ada, bob } = await tracker();
  await docket.caller({ system: 'test' }).user.update({ id: bob.user.id, is_active: false });
  const cases: [{ labels?: string[]; assignees?: string[] }, path: string, code: string][] = [
    [{ labels: ['bug', 'nope'] }, 'labels.1', 'unknown_label'],
    [{ labels: ['nope'] }, 'labels.0', 'unknown_label'],
    [{ assignees: ['ada', 'nobody'] }, 'assignees.1', 'unknown_user'],
    [{ assignees: [NOTHING] }, 'assignees.0', 'unknown_user'],
    [{ assignees: ['bob'] }, 'assignees.0', 'unknown_user'],
  ];
  for (const [wrong, path, code] of cases) {
    const refusal = await refusalOf(ada.caller.issue.create({ ...crash, ...wrong }));
    expect(refusal).toMatchObject({ code: 'validation_failed', errors: [{ path, code }] });
  }
  expect((await ada.caller.issue.list({})).total).toBe(0);
  expect((await ada.caller.issue.create(crash)).number).toBe(1);
});

test('takes labels and assignees in any spelling, once each', async () => {
  const { ada, bob } = await tracker();
  const assignees = ['BOB', bob.user.id.toUpperCase(), 'ada'];
  const issue = await ada.caller.issue.create({ ...crash, labels: ['UI', 'Bug', 'bug'], assignees });
  expect(issue.labels.map((label) => label.name)).toEqual(['bug', 'ui']);
  expect(issue.assignees.map((user) => user.username)).toEqual(['ada', 'bob']);
});

test('answers with a new issue, and a changed one, as it reads from then on', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  await docket.createUser('bob');
  const names = ['zeta', 'Alpha', '漢', '\u{1f600}', '\uffe5'];
  for (const name of names) await docket.caller({ system: 'test' }).label.create({ name });
  const created = await caller.issue.create({
    title: 'It crashes',
    description: 'When opened',
    labels: names,
    assignees: ['bob', 'me'],
  });
  expect(created.assignees).toHaveLength(2);
  expect(created.labels).toHaveLength(5);
  expect(await caller.issue.get({ id: created.id })).toEqual(created);
  const changed = await caller.issue.update({ id: created.id, labels: ['漢', 'alpha'], assignees: ['me', 'bob'] });
  expect(changed.labels.map((label) => label.name)).toEqual(['Alpha', '漢']);
  expect(await caller.issue.get({ id: created.id })).toEqual(changed);
});

test('keeps an assignee who was deactivated since, and takes no other', async () => {
  const docket = await openTestDocket();
  const [ada, root] = [await docket.createUser('ada'), await docket.createUser('root', 'admin')];
  for (const name of ['bob', 'eve']) await docket.createUser(name);
  await ada.caller.issue.create({ ...crash, assignees: ['bob'] });
  for (const { id, username } of (await root.caller.user.list({})).items) {
    if (username === 'bob' || username === 'eve') await root.caller.user.update({ id, is_active: false });
  }
  const kept = await ada.caller.issue.update({ id: '1', title: 'Crash', assignees: ['bob', 'me'] });
  expect(kept.assignees.map((user) => user.username).sort()).toEqual(['ada', 'bob']);
  const refusal = await refusalOf(ada.caller.issue.update({ id: '1', assignees: ['eve'] }));
  expect(refusal.errors).toMatchObject([{ path: 'assignees.0', code: 'unknown_user' }]);
});

test('changes the sent fields and nothing else', async () => {
  const { docket, ada } = await tracker();
  const before = await ada.caller.issue.create({ ...crash, labels: ['bug'], assignees: ['bob'], priority: 'high' });
  docket.clock.advance(1000);
  const updated_at = docket.clock.now.toISOString();
  const after = await ada.caller.issue.update({ id: '1', title: 'Crash on load' });
  expect(after).toEqual({ ...before, title: 'Crash on load', version: 2, updated_at });
  const bare = await ada.caller.issue.update({ id: '1', labels: [], assignees: [] });
  expect(bare).toEqual({ ...after, labels: [], assignees: [], version: 3 });
});

test('leaves version, time and history alone when nothing really changes', async () => {
  const { docket, ada } = await tracker();
  const before = await ada.caller.issue.create({ ...crash, labels: ['bug', 'ui'], assignees: ['ada', 'bob'] });
  docket.clock.advance(1000);
  const same = {
    ...crash,
    status: 'open',
    priority: 'medium',
    labels: ['UI', 'bug'],
    assignees: ['bob', 'ada'],
  } as const;
  expect(
    await ada.caller.issue.update({ id: '1', ...same, labels: [...same.labels], assignees: [...same.assignees] }),
  ).toEqual(before);
  expect(await ada.caller.issue.update({ id: '1' })).toEqual(before);
  expect((await ada.caller.issue.events({ id: '1' })).total).toBe(1);
});

test('sets closed_at when an issue is closed, keeps it while it stays closed, and clears it after', async () => {
  const { docket, ada } = await tracker();
  await ada.caller.issue.create(crash);
  docket.clock.advance(1000);
  const closed_at = docket.clock.now.toISOString();
  expect(await ada.caller.issue.update({ id: '1', status: 'closed' })).toMatchObject({ closed_at });
  docket.clock.advance(1000);
  expect(await ada.caller.issue.update({ id: '1', title: 'Still closed' })).toMatchObject({ closed_at });
  expect(await ada.caller.issue.update({ id: '1', status: 'in_progress' })).toMatchObject({ closed_at: null });
});

test('lets author, assignee and admin edit an issue, author and admin delete it, and nobody else', async () => {
  const { docket, ada, bob } = await tracker();
  const [eve, admin] = [await docket.createUser('eve'), await docket.createUser('admin', 'admin')];
  const forbidden = { code: 'forbidden', status: 403, detail: 'Not enough permissions' };
  for (const number of ['1', '2']) {
    await ada.caller.issue.create({ ...crash, assignees: ['bob'] });
    for (const { caller } of [ada, bob, admin]) await caller.issue.update({ id: number, priority: 'low' });
    expect(await refusalOf(eve.caller.issue.update({ id: number, priority: 'high' }))).toEqual(forbidden);
    for (const { caller } of [bob, eve])
      expect(await refusalOf(caller.issue.delete({ id: number }))).toEqual(forbidden);
  }
  expect(await ada.caller.issue.delete({ id: '1' })).toBeNull();
  expect(await admin.caller.issue.delete({ id: '2' })).toBeNull();
});

test('is gone for everyone after it is deleted, and its number is never used again', async () => {
  const { ada } = await tracker();
  const { id } = await ada.caller.issue.create(crash);
  await ada.caller.issue.delete({ id: '1' });
  for (const key of ['1', id, '2', NOTHING]) {
    expect(await refusalOf(ada.caller.issue.get({ id: key }))).toEqual(notFound);
    expect(await refusalOf(ada.caller.issue.events({ id: key }))).toEqual(notFound);
    expect(await refusalOf(ada.caller.issue.update({ id: key, title: 'Back' }))).toEqual(notFound);
    expect(await refusalOf(ada.caller.issue.delete({ id: key }))).toEqual(notFound);
  }
  expect((await ada.caller.issue.list({})).items).toEqual([]);
  expect((await ada.caller.issue.create(crash)).number).toBe(2);
});

test('numbers issues without a gap when 50 are created at once and some of them fail', async () => {
  const { ada, bob } = await tracker();
  const attempts = Array.from({ length: 50 }, (_, index) =>
    (index % 2 ? ada : bob).caller.issue.create({ ...crash, labels: index % 5 ? ['bug'] : ['nope'] }),
  );
  const outcomes = await Promise.allSettled(attempts);
  const numbers = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.number] : []));
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
});

test('needs a user as author, not a script', async () => {
  const { docket } = await tracker();
  const byScript = docket.caller({ system: 'script' }).issue.create(crash);
  expect(await refusalOf(byScript)).toMatchObject({ code: 'user_required', status: 403 });
});
