import { openTestDocket } from '@docket/kit/docket';
import { expect, test } from 'vitest';

test('tells who changed what from what to what and when, the oldest event first', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  const bob = await docket.createUser('bob');
  for (const name of ['bug', 'ui']) await ada.caller.label.create({ name });
  const created_at = docket.clock.now.toISOString();
  await ada.caller.issue.create({ title: 'Crash', description: 'on save', labels: ['bug'], assignees: ['bob'] });
  docket.clock.advance(1000);
  const updated_at = docket.clock.now.toISOString();
  await bob.caller.issue.update({ id: '1', title: 'Crash!', status: 'closed', labels: ['ui', 'bug'], assignees: [] });

  const { items, total } = await ada.caller.issue.events({ id: '1' });
  expect(total).toBe(2);
  expect(items).toMatchObject([
    { type: 'issue.created', actor: { username: 'ada' }, actor_name: null, changes: [], created_at },
    { type: 'issue.updated', actor: { username: 'bob' }, comment_id: null, created_at: updated_at },
  ]);
  expect(items[1]?.changes).toEqual([
    { field: 'title', from: 'Crash', to: 'Crash!' },
    { field: 'status', from: 'open', to: 'closed' },
    { field: 'closed_reason', from: null, to: 'completed' },
    { field: 'labels', from: ['bug'], to: ['bug', 'ui'] },
    { field: 'assignees', from: [bob.user.id], to: [] },
  ]);
});

test('names the script that changed an issue', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  await caller.issue.create({ title: 'Crash', description: 'on save' });
  await docket.caller({ system: 'nightly' }).issue.update({ id: '1', priority: 'low' });
  const { items } = await caller.issue.events({ id: '1', size: 1, page: 2 });
  expect(items).toMatchObject([{ type: 'issue.updated', actor: null, actor_name: 'nightly' }]);
});

test('writes nothing down about a change that was refused', async () => {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  await ada.caller.issue.create({ title: 'Crash', description: 'on save' });
  const refused = [
    bob.caller.issue.update({ id: '1', title: 'Mine' }),
    bob.caller.issue.delete({ id: '1' }),
    ada.caller.issue.update({ id: '1', title: 'Other', assignees: [], labels: ['nope'] }),
  ];
  const outcomes = await Promise.allSettled(refused);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect((await ada.caller.issue.events({ id: '1' })).total).toBe(1);
  expect(await ada.caller.issue.get({ id: '1' })).toMatchObject({ title: 'Crash', version: 1 });
});

test('shows on each issue that a deleted label was taken off', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  const root = await docket.createUser('root', 'admin');
  const { id } = await ada.caller.label.create({ name: 'bug' });
  await ada.caller.issue.create({ title: 'Crash', description: 'on save', labels: ['bug'] });
  await ada.caller.issue.create({ title: 'Binned', description: 'on save', labels: ['bug'] });
  await ada.caller.issue.delete({ id: '2' });
  await root.caller.label.delete({ id });
  expect(await ada.caller.issue.get({ id: '1' })).toMatchObject({ labels: [], version: 2 });
  expect((await ada.caller.issue.events({ id: '1' })).items.at(-1)).toMatchObject({
    type: 'issue.updated',
    actor: { username: 'root' },
    changes: [{ field: 'labels', from: ['bug'], to: [] }],
  });
});

test('takes a label off more issues than are changed together', async () => {
  const script = (await openTestDocket()).caller({ system: 'test' });
  const at = '2015-01-01T00:00:00.000Z';
  const texts = { title: 'One of many', description: '', status: 'open' as const, author: 'ekr', assignees: [] };
  const times = { created_at: at, updated_at: at, closed_at: null };
  for (let first = 1; first <= 501; first += 100) {
    const numbers = Array.from({ length: Math.min(100, 502 - first) }, (_, index) => first + index);
    const issues = numbers.map((number) => ({ number, ...texts, ...times, labels: ['bug', 'ui'], comments: [] }));
    await script.archive.import({ source: 'github:a/b', labels: [], issues });
  }
  const bug = (await script.label.list({})).items.find((label) => label.name === 'bug');
  await script.label.delete({ id: bug?.id ?? '' });
  for (let number = 1; number <= 501; number += 1) {
    const id = String(number);
    expect(await script.issue.get({ id })).toMatchObject({ labels: [{ name: 'ui' }], version: 2 });
    const changes = [{ field: 'labels', from: ['bug', 'ui'], to: ['ui'] }];
    expect((await script.issue.events({ id })).items.at(-1)).toMatchObject({ actor_name: 'test', changes });
  }
});

test('shows what a comment said before, until the comment is deleted', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  await caller.issue.create({ title: 'Crash', description: 'on save' });
  const { id } = await caller.comment.create({ issue_id: '1', body: 'a secret' });
  await caller.comment.update({ id, body: 'nothing' });
  const changes = [{ field: 'body', from: 'a secret', to: 'nothing' }];
  expect((await caller.issue.events({ id: '1' })).items.at(-1)).toMatchObject({ comment_id: id, changes });
  await caller.comment.delete({ id });
  const { items } = await caller.issue.events({ id: '1' });
  expect(items.map((event) => event.type).slice(1)).toEqual(['comment.created', 'comment.updated', 'comment.deleted']);
  expect(JSON.stringify(items)).not.toContain('secret');
});
