import { openTestDocket } from '@docket/kit/docket';
import { expect, onTestFinished, test } from 'vitest';

const TEXTS = { title: 'Crash', description: 'on save' };

test('a stream narrows at once when its reader loses a project', async () => {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  const { id } = await ada.caller.project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
  await ada.caller.project.addMember({ project: 'SEC', user: 'bob' });
  const stream = await bob.caller.sync.stream({});
  onTestFinished(async () => void (await stream.return?.()));
  const next = async () => (await stream.next()).value?.data;
  await ada.caller.issue.create({ ...TEXTS, project: 'SEC' });
  expect(await next()).toMatchObject({ reset: false, changes: [{ type: 'issue', value: { project_id: id } }] });
  await ada.caller.issue.update({ id: 'SEC-1', title: 'Too late' });
  await ada.caller.project.removeMember({ project: 'SEC', user_id: bob.user.id });
  await ada.caller.issue.update({ id: 'SEC-1', title: 'Hidden' });
  expect(await next()).toMatchObject({ reset: false, changes: [{ type: 'project', id, deleted: true }] });
  await ada.caller.label.create({ name: 'seen by all' });
  expect(await next()).toMatchObject({ changes: [{ type: 'label', value: { name: 'seen by all' } }] });
});

test('what happened in a project while it was out of sight is not lost: the project is gone, and there again', async () => {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  const { id } = await ada.caller.project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
  await ada.caller.project.addMember({ project: 'SEC', user: 'bob' });
  await ada.caller.issue.create({ ...TEXTS, project: 'SEC' });
  const { cursor } = await bob.caller.sync.stream({ follow: false });
  await ada.caller.issue.update({ id: 'SEC-1', title: 'Edited' });
  await ada.caller.project.removeMember({ project: 'SEC', user_id: bob.user.id });
  const first = await bob.caller.sync.changes({ cursor, limit: 1 }); // the edit, and not yet the loss
  expect(first).toMatchObject({ reset: false, changes: [] });
  await ada.caller.project.addMember({ project: 'SEC', user: 'bob' });
  const rest = await bob.caller.sync.changes({ cursor: first.cursor });
  const [gone, back] = [
    { type: 'project', id, deleted: true },
    { type: 'project', id, value: { id } },
  ];
  expect(rest).toMatchObject({ changes: [gone, back] });
  const told: unknown[] = [];
  for await (const { data } of await bob.caller.sync.stream({ cursor: first.cursor, follow: false })) told.push(data);
  expect(told).toMatchObject([{ changes: [gone, back] }, { changes: [back] }]);
});
