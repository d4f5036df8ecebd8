import { openTestDocket } from '@docket/kit/docket';
import { expect, test } from 'vitest';

const TEXTS = { title: 'Crash', description: 'on save' };

async function openWithIssues() {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  for (let made = 0; made < 3; made += 1) await caller.issue.create(TEXTS);
  return { docket, caller };
}

test('an issue says why it was closed, and forgets it when it is opened again', async () => {
  const { caller } = await openWithIssues();
  const reasonOf = async (change: Parameters<typeof caller.issue.update>[0]) =>
    (await caller.issue.update(change)).closed_reason;
  expect(await reasonOf({ id: '1', title: 'Open' })).toBeNull();
  expect(await reasonOf({ id: '1', status: 'closed' })).toBe('completed');
  expect(await reasonOf({ id: '1', closed_reason: 'not_planned' })).toBe('not_planned');
  expect(await reasonOf({ id: '1', status: 'closed', title: 'Still closed' })).toBe('not_planned');
  expect(await reasonOf({ id: '1', closed_reason: null })).toBe('not_planned');
  expect(await reasonOf({ id: '1', status: 'open' })).toBeNull();
  expect(await reasonOf({ id: '1', status: 'closed', closed_reason: 'duplicate' })).toBe('duplicate');
  const { items } = await caller.issue.events({ id: '1' });
  expect(items.flatMap(({ changes }) => changes.filter(({ field }) => field === 'closed_reason'))).toEqual([
    { field: 'closed_reason', from: null, to: 'completed' },
    { field: 'closed_reason', from: 'completed', to: 'not_planned' },
    { field: 'closed_reason', from: 'not_planned', to: null },
    { field: 'closed_reason', from: null, to: 'duplicate' },
  ]);
});

test('only what is closed has a reason; the one that it has may be sent again', async () => {
  const { caller } = await openWithIssues();
  const refusalOf = (change: Parameters<typeof caller.issue.update>[0]) =>
    caller.issue.update(change).catch((error: unknown) => error);
  const of = (path: string, code: string) => ({ reason: 'validation_failed', errors: [{ path, code }] });
  expect(await refusalOf({ id: '1', closed_reason: 'completed' })).toMatchObject(of('closed_reason', 'not_closed'));
  expect(await refusalOf({ id: '1', duplicate_of: '2' })).toMatchObject(of('duplicate_of', 'not_closed'));
  const closed = { id: '1', status: 'closed' } as const;
  expect(await refusalOf({ ...closed, closed_reason: 'completed', duplicate_of: '2' })).toMatchObject(
    of('duplicate_of', 'no_duplicate'),
  );
  expect(await refusalOf({ ...closed, duplicate_of: '1' })).toMatchObject(of('duplicate_of', 'same_issue'));
  expect(await refusalOf({ ...closed, duplicate_of: '99' })).toMatchObject(of('duplicate_of', 'unknown_issue'));
  expect(await caller.issue.get({ id: '1' })).toMatchObject({ status: 'open', version: 1 });
  const { closed_reason } = await caller.issue.update(closed);
  expect(await caller.issue.update({ id: '1', status: 'open', closed_reason })).toMatchObject({ closed_reason: null });
});

test('closing as a duplicate is one call, which relates both', async () => {
  const { caller } = await openWithIssues();
  const asked = { id: '1', status: 'closed', closed_reason: 'duplicate', duplicate_of: 'MAIN-2' } as const;
  expect(await caller.issue.update(asked)).toMatchObject({ status: 'closed', closed_reason: 'duplicate' });
  expect((await caller.relation.list({ id: '2' })).items).toMatchObject([
    { type: 'duplicated_by', issue: { key: 'MAIN-1', status: 'closed' } },
  ]);
  const before = await caller.issue.events({ id: '1' });
  expect(before.items.map(({ type }) => type)).toEqual(['issue.created', 'issue.updated', 'relation.created']);
  await caller.issue.update(asked);
  expect(await caller.issue.events({ id: '1' })).toEqual(before);
  await caller.issue.update({ id: '1', duplicate_of: '3' });
  expect((await caller.relation.list({ id: '1' })).total).toBe(2);
  await caller.issue.update({ id: '3', status: 'closed', duplicate_of: '2' });
  expect(await caller.issue.get({ id: '3' })).toMatchObject({ closed_reason: 'duplicate' });
});

test('a duplicate that cannot be related is not closed either', async () => {
  const { caller } = await openWithIssues();
  await caller.relation.create({ id: '2', type: 'duplicates', issue: '1' });
  const refusal = await caller.issue
    .update({ id: '1', status: 'closed', duplicate_of: '2' })
    .catch((error: unknown) => error);
  expect(refusal).toMatchObject({ errors: [{ path: 'duplicate_of', code: 'reversed_relation' }] });
  expect(await caller.issue.get({ id: '1' })).toMatchObject({ status: 'open', version: 1 });
});

test('issues are found by their reasons, also those that were closed before there were any', async () => {
  const { docket, caller } = await openWithIssues();
  await caller.issue.create(TEXTS);
  await caller.issue.update({ id: '1', status: 'closed', closed_reason: 'not_planned' });
  await caller.issue.update({ id: '2', status: 'closed', closed_reason: 'duplicate' });
  await docket.database.write((db) =>
    db.updateTable('issue').set({ status: 'closed' }).where('number', '=', 3).execute(),
  );
  const found = async (q: string) =>
    (await caller.issue.list({ q, sort: 'number-asc' })).items.map(({ number }) => number);
  expect(await found('reason:not_planned')).toEqual([1]);
  expect(await found('reason:completed')).toEqual([3]);
  expect(await found('reason:completed,duplicate')).toEqual([2, 3]);
  expect(await found('-reason:completed')).toEqual([1, 2, 4]);
  expect(await found('is:closed -reason:duplicate')).toEqual([1, 3]);
});
