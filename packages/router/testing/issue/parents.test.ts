import { openTestDocket, type TestUser } from '@docket/kit/docket';
import { expect, test } from 'vitest';

const TEXTS = { title: 'Crash', description: 'on save' };

async function openWithIssues(count = 3) {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  for (let made = 0; made < count; made += 1) await ada.caller.issue.create(TEXTS);
  return { docket, ada, bob };
}

/** With a private project and an issue in it, which only Ada sees. */
async function openWithSecret() {
  const opened = await openWithIssues();
  await opened.ada.caller.project.create({ key: 'SECRET', name: 'Secret', visibility: 'private' });
  await opened.ada.caller.issue.create({ ...TEXTS, title: 'Unseen', project: 'SECRET' });
  return opened;
}

const parentOf = async ({ caller }: TestUser, id: string) => (await caller.issue.get({ id })).parent?.key;
const childrenOf = async ({ caller }: TestUser, id: string) => (await caller.issue.get({ id })).children;

async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  const error = await call.catch((one: unknown) => one);
  return (error as { errors?: unknown[] }).errors?.[0];
}

test('an issue is part of another one, which says how many of its parts are done', async () => {
  const { ada, bob } = await openWithIssues(2);
  const made = await ada.caller.issue.create({ ...TEXTS, parent: 'main-1' });
  expect(made.parent).toMatchObject({ key: 'MAIN-1', title: 'Crash', status: 'open' });
  expect(await ada.caller.issue.update({ id: '2', parent: '1' })).toMatchObject({ parent: { key: 'MAIN-1' } });
  await ada.caller.issue.update({ id: '2', status: 'closed' });
  expect(await childrenOf(bob, '1')).toEqual({ total: 2, closed: 1 });
  expect((await bob.caller.issue.list({ sort: 'number-asc' })).items.map(({ children }) => children.total)).toEqual([
    2, 0, 0,
  ]);
  const closed = await ada.caller.issue.update({ id: '1', status: 'closed' });
  expect(closed).toMatchObject({ status: 'closed', children: { total: 2, closed: 1 } });
  expect(await ada.caller.issue.update({ id: '2', parent: null })).toMatchObject({ parent: null });
  expect(await childrenOf(ada, '1')).toEqual({ total: 1, closed: 0 });
});

test('the history names what it is part of, and what it was part of', async () => {
  const { ada } = await openWithIssues();
  await ada.caller.issue.update({ id: '3', parent: '1' });
  await ada.caller.issue.update({ id: '3', parent: '2' });
  await ada.caller.issue.update({ id: '3', parent: '2', title: 'Same' });
  await ada.caller.issue.update({ id: '3', parent: null });
  const { items } = await ada.caller.issue.events({ id: '3' });
  expect(items.flatMap(({ changes }) => changes.filter(({ field }) => field === 'parent'))).toEqual([
    { field: 'parent', from: null, to: 'MAIN-1' },
    { field: 'parent', from: 'MAIN-1', to: 'MAIN-2' },
    { field: 'parent', from: 'MAIN-2', to: null },
  ]);
});

test('no issue is part of itself, whatever is between, nor over more than ten levels', async () => {
  const { ada } = await openWithIssues(12);
  const update = ada.caller.issue.update;
  for (let number = 2; number <= 10; number += 1) await update({ id: `${number}`, parent: `${number - 1}` });
  expect(await refusalOf(update({ id: '1', parent: '1' }))).toMatchObject({ path: 'parent', code: 'same_issue' });
  expect(await refusalOf(update({ id: '1', parent: '10' }))).toMatchObject({ path: 'parent', code: 'circle' });
  expect(await refusalOf(update({ id: '3', parent: '7' }))).toMatchObject({ path: 'parent', code: 'circle' });
  expect(await refusalOf(update({ id: '11', parent: '10' }))).toMatchObject({ path: 'parent', code: 'too_deep' });
  expect(await refusalOf(update({ id: '1', parent: '11' }))).toMatchObject({ path: 'parent', code: 'too_deep' });
  const deep = ada.caller.issue.create({ ...TEXTS, parent: '10' });
  expect(await refusalOf(deep)).toMatchObject({ path: 'parent', code: 'too_deep' });
  await update({ id: '6', parent: null });
  await update({ id: '1', parent: '10' });
  expect(await refusalOf(update({ id: '6', parent: '5' }))).toMatchObject({ path: 'parent', code: 'circle' });
  expect(await refusalOf(update({ id: '12', parent: '99' }))).toMatchObject({ path: 'parent', code: 'unknown_issue' });
});

test('an issue has a hundred parts at most', async () => {
  const { docket, ada } = await openWithIssues(103);
  const { id: parent_id } = await ada.caller.issue.get({ id: '1' });
  await docket.database.write(async (db) => {
    await db.updateTable('issue').set({ parent_id }).where('number', '>', 3).execute();
    await db.updateTable('issue').set({ child_count: 100 }).where('number', '=', 1).execute();
  });
  expect(await refusalOf(ada.caller.issue.update({ id: '2', parent: '1' }))).toMatchObject({
    code: 'too_many_children',
  });
  await ada.caller.issue.update({ id: '103', parent: null });
  await ada.caller.issue.update({ id: '2', parent: '1' });
});

test('lists show what is part of an issue, in any order and by cursor; queries find it, too', async () => {
  const { ada } = await openWithIssues(12);
  for (let number = 2; number <= 11; number += 1) await ada.caller.issue.update({ id: `${number}`, parent: '1' });
  await ada.caller.issue.update({ id: '5', status: 'closed' });
  const orders = ['created', 'updated', 'priority', 'number', 'comments'].flatMap((by) => [`${by}-desc`, `${by}-asc`]);
  for (const sort of orders as 'created-desc'[]) {
    const all = await ada.caller.issue.list({ parent: '1', sort, size: 100 });
    expect(all.total).toBe(10);
    const walked = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await ada.caller.issue.list({ parent: '1', sort, limit: 3, ...(cursor && { cursor }) });
      walked.push(...page.items.map(({ number }) => number));
      cursor = page.next_cursor;
    }
    expect(walked).toEqual(all.items.map(({ number }) => number));
  }
  const found = async (input: Parameters<typeof ada.caller.issue.list>[0]) =>
    (await ada.caller.issue.list({ ...input, sort: 'number-asc' })).items.map(({ number }) => number);
  expect(await found({ parent: '1', status: ['closed'] })).toEqual([5]);
  expect(await found({ q: 'parent:MAIN-1 is:closed' })).toEqual([5]);
  expect(await found({ q: '-parent:1' })).toEqual([1, 12]);
  expect(await found({ q: 'no:parent' })).toEqual([1, 12]);
  expect(await found({ q: 'parent:1,2 number', parent: '2' })).toEqual([]);
  expect(await found({ parent: '99' })).toEqual([]);
});

test('of a parent that one does not see, nothing is told: as if it were part of none', async () => {
  const { ada, bob } = await openWithSecret();
  await ada.caller.issue.update({ id: '1', parent: 'SECRET-1', assignees: ['bob'] });
  await ada.caller.issue.update({ id: 'SECRET-1', parent: '2' });
  expect(await parentOf(ada, '1')).toBe('SECRET-1');
  expect(await parentOf(bob, '1')).toBeUndefined();
  expect(await childrenOf(ada, '2')).toEqual({ total: 1, closed: 0 });
  expect(await childrenOf(bob, '2')).toEqual({ total: 0, closed: 0 });
  expect((await bob.caller.issue.list({ parent: 'SECRET-1' })).total).toBe(0);
  expect((await bob.caller.issue.list({ q: 'parent:SECRET-1' })).total).toBe(0);
  expect((await bob.caller.issue.list({ parent: '2' })).total).toBe(0);
  expect((await bob.caller.issue.list({ q: 'no:parent' })).total).toBe(3);
  expect((await ada.caller.issue.list({ q: 'no:parent' })).total).toBe(2);
  expect(JSON.stringify(await bob.caller.issue.events({ id: '1' }))).not.toMatch(/SECRET|Unseen|"parent"/);
  expect(await refusalOf(bob.caller.issue.update({ id: '1', parent: 'SECRET-1' }))).toMatchObject({
    code: 'unknown_issue',
  });
  // What is not seen stays, until something else is said.
  await bob.caller.issue.update({ id: '1', title: 'Another', parent: null });
  expect(await parentOf(ada, '1')).toBe('SECRET-1');
  await bob.caller.issue.update({ id: '1', parent: '3' });
  const { items } = await ada.caller.issue.events({ id: '1' });
  expect(items.at(-1)?.changes).toEqual([{ field: 'parent', from: 'SECRET-1', to: 'MAIN-3' }]);
  expect(await childrenOf(ada, 'SECRET-1')).toEqual({ total: 0, closed: 0 });
});

test('it works over projects, and a move keeps it', async () => {
  const { ada } = await openWithSecret();
  await ada.caller.issue.update({ id: '1', parent: '2' });
  await ada.caller.issue.update({ id: '2', project: 'SECRET' });
  expect(await parentOf(ada, '1')).toBe('SECRET-2');
  expect((await ada.caller.issue.list({ parent: 'MAIN-2', project: ['main'] })).total).toBe(1);
  expect((await ada.caller.issue.list({ parent: 'MAIN-2', project: ['secret'] })).total).toBe(0);
});

test('what is in the bin is no parent and no part, and both again when it is back', async () => {
  const { docket, ada } = await openWithIssues();
  await ada.caller.issue.update({ id: '2', parent: '1' });
  await ada.caller.issue.update({ id: '3', parent: '2' });
  await ada.caller.issue.delete({ id: '2' });
  expect(await childrenOf(ada, '1')).toEqual({ total: 0, closed: 0 });
  expect(await parentOf(ada, '3')).toBeUndefined();
  expect((await ada.caller.issue.list({ q: 'no:parent' })).total).toBe(2);
  expect(await refusalOf(ada.caller.issue.update({ id: '1', parent: '3' }))).toMatchObject({ code: 'circle' });
  await docket.database.write((db) => db.updateTable('issue').set({ deleted_at: null }).execute());
  expect(await parentOf(ada, '3')).toBe('MAIN-2');
  expect(await childrenOf(ada, '1')).toEqual({ total: 1, closed: 0 });
});

test('an edit that names a version conflicts with another parent, and merges with anything else', async () => {
  const { ada } = await openWithIssues();
  const { version } = await ada.caller.issue.update({ id: '3', parent: '1' });
  await ada.caller.issue.update({ id: '3', title: 'Merged' });
  await ada.caller.issue.update({ id: '3', parent: '2', version });
  const error = await ada.caller.issue.update({ id: '3', parent: null, version }).catch((one: unknown) => one);
  expect(error).toMatchObject({ conflicts: [{ field: 'parent', yours: null, current: 'MAIN-2' }] });
});
