import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { expect, test } from 'vitest';

async function team() {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  const root = await docket.createUser('root', 'admin');
  return { docket, ada, bob, root };
}

const notFound = { code: 'view_not_found', status: 404 };

test('a view of one’s own is seen by nobody else, and leaves no event', async () => {
  const { docket, ada, bob, root } = await team();
  const { id, is_shared } = await ada.caller.view.create({ name: 'Mine', query: 'assignee:@me' });
  expect(is_shared).toBe(false);
  for (const { caller } of [bob, root]) {
    expect(await refusalOf(caller.view.get({ id }))).toMatchObject(notFound);
    expect(await refusalOf(caller.view.issues({ id }))).toMatchObject(notFound);
    expect(await refusalOf(caller.view.update({ id, name: 'Taken' }))).toMatchObject(notFound);
    expect(await refusalOf(caller.view.delete({ id }))).toMatchObject(notFound);
    expect(await caller.view.list({})).toMatchObject({ items: [], total: 0 });
  }
  await ada.caller.view.update({ id, name: 'Ours' });
  expect((await ada.caller.view.list({})).items).toMatchObject([{ id, name: 'Ours', version: 2 }]);
  await ada.caller.view.delete({ id });
  const events = await docket.database.read
    .selectFrom('event')
    .select('type')
    .where('type', 'like', 'view.%')
    .execute();
  expect(events).toEqual([]);
});

test('a view of a project is seen by who sees that, and finds what is in it', async () => {
  const { ada, bob, root } = await team();
  await root.caller.project.create({ key: 'HID', name: 'Hidden', visibility: 'private' });
  await root.caller.project.addMember({ project: 'HID', user: 'ada' });
  for (const project of ['HID', 'MAIN'])
    await ada.caller.issue.create({ title: `Crash in ${project}`, description: 'of many', project });
  const { id } = await ada.caller.view.create({ name: 'Crashes', query: 'crash', project: 'HID' });
  expect(await refusalOf(bob.caller.view.get({ id }))).toMatchObject(notFound);
  expect((await bob.caller.view.list({})).items).toEqual([]);
  const { items } = await root.caller.view.issues({ id });
  expect(items.map(({ title }) => title)).toEqual(['Crash in HID']);
  expect((await root.caller.view.issues({ id, project: ['MAIN'] })).items).toHaveLength(1);
  await root.caller.view.update({ id, query: 'nothing' });
  await root.caller.project.updateMember({ project: 'HID', user_id: 'ada', role: 'viewer' });
  expect(await refusalOf(ada.caller.view.update({ id, query: 'crash' }))).toMatchObject({ code: 'forbidden' });
});

test('a view of all is for everybody, and each who runs it is meant by @me', async () => {
  const { ada, bob, root } = await team();
  const issue = { description: 'of many', assignees: ['me'] };
  for (const [name, { caller }] of Object.entries({ ada, bob })) {
    await caller.issue.create({ title: `Of ${name}`, ...issue });
    await caller.issue.create({ title: `Also of ${name}`, ...issue, priority: 'high' });
  }
  const { id } = await root.caller.view.create({
    name: 'Mine',
    query: 'assignee:@me',
    sort: 'created-asc',
    is_shared: true,
  });
  const titles = async (input = {}) => (await bob.caller.view.issues({ id, ...input })).items.map(({ title }) => title);
  expect(await titles()).toEqual(['Of bob', 'Also of bob']);
  expect(await titles({ sort: 'created-desc' })).toEqual(['Also of bob', 'Of bob']);
  expect(await titles({ priority: ['high'] })).toEqual(['Also of bob']);
  const first = await bob.caller.view.issues({ id, size: 1 });
  expect(first.total).toBe(2);
  const next = await bob.caller.view.issues({ id, size: 1, cursor: first.next_cursor ?? '' });
  expect(next.items.map(({ title }) => title)).toEqual(['Also of bob']);
  expect(await refusalOf(bob.caller.view.update({ id, name: 'Taken' }))).toMatchObject({ code: 'forbidden' });
});

test('views are listed by name, whoever has others', async () => {
  const { ada, bob, root } = await team();
  await ada.caller.view.create({ name: 'b of Ada', query: 'is:open' });
  await bob.caller.view.create({ name: 'a of Bob', query: 'is:open' });
  await root.caller.view.create({ name: 'C of all', query: 'is:open', is_shared: true });
  await bob.caller.view.create({ name: 'A of MAIN', query: 'is:open', project: 'MAIN' });
  const { items, total } = await ada.caller.view.list({});
  expect([total, items.map(({ name }) => name)]).toEqual([3, ['A of MAIN', 'b of Ada', 'C of all']]);
  expect((await ada.caller.view.list({ project: 'main' })).items.map(({ name }) => name)).toEqual(['A of MAIN']);
});

test('faults of a query are said with their places', async () => {
  const { ada } = await team();
  const refusal = await refusalOf(ada.caller.view.create({ name: 'Faulty', query: 'is:open lable:bug' }));
  const listed = await refusalOf(ada.caller.issue.list({ q: 'is:open lable:bug' }));
  expect(refusal.errors).toEqual(listed.errors?.map((error) => ({ ...error, path: 'query' })));
});
