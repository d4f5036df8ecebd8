import { allRows } from '@docket/kit/both-engines';
import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { clearOut } from '../../src/housekeeping.ts';

const DAY = 24 * 60 * 60 * 1000;

async function team() {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  const root = await docket.createUser('root', 'admin');
  for (const name of ['old', 'stale', 'bug']) await root.caller.label.create({ name });
  const file = (title: string, more: object = {}) =>
    ada.caller.issue.create({ title, description: 'of many', ...more });
  return { docket, ada, bob, root, file };
}

test('changes each issue as an edit of it alone would, and what fails does not stop the rest', async () => {
  const { docket, ada, bob, file } = await team();
  const [own, other] = [
    await file('Own', { labels: ['old'] }),
    await bob.caller.issue.create({ title: 'Other', description: 'of bob' }),
  ];
  const change = {
    status: 'closed' as const,
    add_labels: ['STALE'],
    remove_labels: ['bug', 'Old'],
    add_assignees: ['me'],
  };
  const edit = await ada.caller.issue.bulk({ ids: [own.key, 'MAIN-99', other.id, '1'], change });
  expect(edit.results).toEqual([
    {
      asked: own.key,
      issue: { id: own.id, key: own.key, title: 'Own' },
      status: 200,
      changes: [
        { field: 'status', from: 'open', to: 'closed' },
        { field: 'closed_reason', from: null, to: 'completed' },
        { field: 'labels', from: ['old'], to: ['stale'] },
        { field: 'assignees', from: [], to: [ada.user.id] },
      ],
    },
    {
      asked: 'MAIN-99',
      issue: null,
      status: 404,
      changes: [],
      error: { code: 'issue_not_found', detail: 'Issue not found' },
    },
    {
      asked: other.id,
      issue: { id: other.id, key: other.key, title: 'Other' },
      status: 403,
      changes: [],
      error: { code: 'forbidden', detail: 'Not enough permissions' },
    },
  ]);
  expect(await ada.caller.issue.get({ id: own.id })).toMatchObject({ status: 'closed', labels: [{ name: 'stale' }] });
  const events = await docket.database.read
    .selectFrom('event')
    .select('data')
    .where('type', '=', 'issue.updated')
    .execute();
  expect(events.map(({ data }) => JSON.parse(data).bulk_id)).toEqual([edit.id]);
});

test('says what is wrong with a change in the words of an edit of one', async () => {
  const { ada, file } = await team();
  const issue = await file('Full', { labels: ['bug'] });
  const names = Array.from({ length: 20 }, (_, at) => `label ${at}`);
  for (const name of names) await ada.caller.label.create({ name });
  for (const change of [{ labels: ['nope'] }, { assignees: ['nobody'] }, { milestone: '2.0' }, { project: 'NOPE' }]) {
    const { results } = await ada.caller.issue.bulk({ ids: [issue.id], change });
    const { code, detail, errors } = await refusalOf(ada.caller.issue.update({ id: issue.id, ...change }));
    expect(results).toMatchObject([{ status: 422, error: { code, detail, errors } }]);
  }
  const { results } = await ada.caller.issue.bulk({ ids: [issue.id], change: { add_labels: names } });
  expect(results[0]?.error?.errors).toMatchObject([{ path: 'labels', code: 'too_big' }]);
  const [unknown] = (await ada.caller.issue.bulk({ ids: [issue.id], change: { add_labels: ['bug', 'nope'] } })).results;
  expect(unknown?.error?.errors).toMatchObject([{ path: 'add_labels.1', code: 'unknown_label' }]);
});

test('takes up to a thousand issues that a query finds, and says how many there are more', async () => {
  const { ada, docket } = await team();
  const issues = Array.from({ length: 1001 }, (_, at) => ({
    ...{ number: at + 1, title: `Issue ${at}`, description: '', status: 'open' as const, author: 'ada', assignees: [] },
    ...{ labels: at === 0 ? [] : ['old'], comments: [], closed_at: null },
    ...{ created_at: '2020-01-01T00:00:00.000Z', updated_at: '2020-01-01T00:00:00.000Z' },
  }));
  const script = docket.caller({ system: 'test' });
  for (let at = 0; at < issues.length; at += 100) {
    await script.archive.import({ source: 'github:a/b', labels: [], issues: issues.slice(at, at + 100) });
  }
  const change = { priority: 'high' as const };
  const refusal = await refusalOf(ada.caller.issue.bulk({ query: 'is:open', change }));
  expect(refusal.errors).toMatchObject([
    { path: 'query', code: 'too_big', message: expect.stringMatching(/^It finds 1001 issues, /) },
  ]);
  const root = docket.caller({ user: 'root' });
  const edit = await root.issue.bulk({ query: 'label:old', change, dry_run: true });
  expect(edit).toMatchObject({ id: null, undo_until: null });
  expect(new Set(edit.results.map(({ issue }) => issue?.id)).size).toBe(1000);
  expect((await ada.caller.issue.list({ priority: ['high'] })).total).toBe(0);
  expect((await ada.caller.issue.bulk({ query: 'nothing', change })).results).toEqual([]);
});

test('an undo restores every field', async () => {
  const { docket, ada, bob, root, file } = await team();
  await root.caller.project.create({ key: 'WEB', name: 'Website' });
  for (const project of ['MAIN', 'WEB']) await root.caller.milestone.create({ title: project, project });
  const [open, closed] = [
    await file('Open', { labels: ['old', 'bug'], assignees: ['ada', 'bob'] }),
    await file('Closed'),
  ];
  await root.caller.issue.update({
    id: open.id,
    milestone: 'MAIN',
    priority: 'low',
    status: 'in_progress',
    due_on: '2026-01-31',
  });
  docket.clock.advance(1000);
  await ada.caller.issue.update({ id: closed.id, status: 'closed', closed_reason: 'not_planned' });
  docket.clock.advance(1000);
  const parent = { one: await file('One'), other: await file('Other') };
  await ada.caller.issue.update({ id: open.id, parent: parent.one.key });
  const ids = [open.id, closed.id];
  const state = async () => {
    const all = await Promise.all(ids.map((id) => root.caller.issue.get({ id })));
    return all.map(({ version: _version, updated_at: _updated, ...fields }) => fields);
  };
  const before = await state();
  const changes = [
    { status: 'open' as const },
    { status: 'closed' as const },
    { status: 'closed' as const, closed_reason: 'duplicate' as const },
    { priority: 'high' as const },
    { labels: ['stale'] },
    { remove_labels: ['bug'], add_labels: ['stale'] },
    { assignees: [] },
    { remove_assignees: ['bob'], add_assignees: ['root'] },
    { milestone: null },
    { parent: parent.other.key },
    { parent: null },
    { due_on: '2026-02-28' },
    { due_on: null },
    { project: 'WEB' },
    {
      project: 'WEB',
      milestone: 'WEB',
      status: 'open' as const,
      priority: 'high' as const,
      labels: [],
      assignees: ['root'],
    },
  ];
  for (const change of changes) {
    const { id } = await root.caller.issue.bulk({ ids, change });
    expect(await state(), JSON.stringify(change)).not.toEqual(before);
    docket.clock.advance(1000);
    const undone = await root.caller.issue.undoBulk({ id: id ?? '' });
    expect(undone.results.map(({ status }) => status)).not.toContain(412);
    expect(await state(), JSON.stringify(change)).toEqual(before);
    expect(await root.caller.issue.undoBulk({ id: id ?? '' })).toEqual(undone);
  }
  expect(bob.user.username).toBe('bob');
});

test('an undo leaves what somebody changed since, and sets back what was changed in other fields alone', async () => {
  const { ada, bob, file } = await team();
  const [one, other] = [await file('One', { assignees: ['bob'] }), await file('Other', { assignees: ['bob'] })];
  const { id } = await ada.caller.issue.bulk({
    ids: [one.id, other.id],
    change: { priority: 'high', status: 'closed' },
  });
  await bob.caller.issue.update({ id: one.id, priority: 'low' });
  await bob.caller.issue.update({ id: other.id, title: 'Other one' });
  const { results } = await ada.caller.issue.undoBulk({ id: id ?? '' });
  expect(results).toMatchObject([
    { status: 412, changes: [], error: { conflicts: [{ field: 'priority', yours: 'medium', current: 'low' }] } },
    { status: 200 },
  ]);
  expect(await ada.caller.issue.get({ id: one.id })).toMatchObject({ priority: 'low', status: 'closed' });
  expect(await ada.caller.issue.get({ id: other.id })).toMatchObject({
    priority: 'medium',
    status: 'open',
    title: 'Other one',
  });

  await bob.caller.issue.update({ id: one.id, priority: 'high' });
  await bob.caller.issue.update({ id: one.id, priority: 'medium' });
  expect((await ada.caller.issue.undoBulk({ id: id ?? '' })).results.map(({ status }) => status)).toEqual([200, 200]);
  expect(await ada.caller.issue.get({ id: one.id })).toMatchObject({ priority: 'medium', status: 'open' });
});

test('an undo leaves out labels, milestones and users that are gone', async () => {
  const { ada, bob, root, file } = await team();
  const milestone = await root.caller.milestone.create({ title: '1.0' });
  const issue = await file('Had more', { labels: ['old', 'bug'], assignees: ['ada', 'bob'], milestone: '1.0' });
  const change = { labels: [], assignees: [], milestone: null };
  const { id } = await ada.caller.issue.bulk({ ids: [issue.id], change });
  await root.caller.label.delete({ id: issue.labels.find(({ name }) => name === 'old')?.id ?? '' });
  await root.caller.milestone.delete({ id: milestone.id });
  await root.caller.user.update({ id: bob.user.id, is_active: false });
  expect((await ada.caller.issue.undoBulk({ id: id ?? '' })).results).toMatchObject([{ status: 200 }]);
  const now = { labels: [{ name: 'bug' }], assignees: [{ username: 'ada' }], milestone: null };
  expect(await ada.caller.issue.get({ id: issue.id })).toMatchObject(now);
});

test('a bulk edit is undone by its author, for a day, and is gone after that', async () => {
  const { docket, ada, bob, file } = await team();
  const issue = await file('Mine');
  const { id, undo_until } = await ada.caller.issue.bulk({ ids: [issue.id], change: { priority: 'high' } });
  expect(Date.parse(undo_until ?? '')).toBe(docket.clock.now.getTime() + DAY);
  const undo = { id: id ?? '' };
  expect(await refusalOf(bob.caller.issue.undoBulk(undo))).toMatchObject({ code: 'bulk_edit_not_found' });
  docket.clock.advance(DAY);
  expect(await refusalOf(docket.caller({ user: 'ada' }).issue.undoBulk(undo))).toMatchObject({
    code: 'bulk_edit_not_found',
  });
});

test('nobody is shown by a move back what was written where fewer could read it', async () => {
  const { docket, root, file } = await team();
  await root.caller.project.create({ key: 'HID', name: 'Hidden', visibility: 'private' });
  const issue = await file('Moves');
  const { id } = await root.caller.issue.bulk({ ids: [issue.id], change: { project: 'HID' } });
  const undo = { id: id ?? '' };
  const [left] = (await root.caller.issue.undoBulk(undo)).results;
  expect(left).toMatchObject({ status: 409, error: { code: 'visibility_unconfirmed' } });
  expect((await root.caller.issue.undoBulk({ ...undo, confirm_visibility: true })).results).toMatchObject([
    { status: 200 },
  ]);
  expect((await docket.caller({ user: 'ada' }).issue.get({ id: issue.key })).key).toBe(issue.key);
});

test('bulk edits are kept for a day', async () => {
  const { docket, ada, file } = await team();
  const issue = await file('Old');
  const rows = async () => {
    const { bulk_edit, bulk_item } = await allRows(docket.database);
    return [bulk_edit?.length, bulk_item?.length];
  };
  await ada.caller.issue.bulk({ ids: [issue.id], change: { priority: 'high' } });
  await clearOut(docket.database, docket.clock.now.toISOString());
  expect(await rows()).toEqual([1, 1]);
  docket.clock.advance(DAY);
  await clearOut(docket.database, docket.clock.now.toISOString());
  expect(await rows()).toEqual([0, 0]);
});
