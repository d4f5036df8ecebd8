import { openTestDocket, type TestUser } from '@docket/kit/docket';
import { expect, test } from 'vitest';

const TEXTS = { title: 'Crash', description: 'on save' };

async function openWithIssues() {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  for (let made = 0; made < 3; made += 1) await ada.caller.issue.create(TEXTS);
  return { docket, ada, bob };
}

/** With a private project, which only Ada sees. */
async function openWithSecret() {
  const opened = await openWithIssues();
  await opened.ada.caller.project.create({ key: 'SECRET', name: 'Secret', visibility: 'private' });
  await opened.ada.caller.issue.create({ ...TEXTS, title: 'Unseen', project: 'SECRET' });
  return opened;
}

async function relationsOf({ caller }: TestUser, id: string) {
  const { items, total } = await caller.relation.list({ id });
  expect(total).toBe(items.length);
  return items.map(({ type, issue }) => [type, issue.key]);
}

async function historyOf({ caller }: TestUser, id: string) {
  const { items } = await caller.issue.events({ id });
  return items.slice(1).map(({ type, changes }) => [type, ...changes]);
}

test('a relation is seen from both sides, and is deleted from either', async () => {
  const { ada, bob } = await openWithIssues();
  const sides = {
    blocks: 'blocked_by',
    blocked_by: 'blocks',
    duplicates: 'duplicated_by',
    relates: 'relates',
  } as const;
  for (const [type, other] of Object.entries(sides) as [keyof typeof sides, (typeof sides)[keyof typeof sides]][]) {
    const made = await ada.caller.relation.create({ id: '1', type, issue: 'main-2' });
    expect(made).toMatchObject({ type, issue: { key: 'MAIN-2', title: 'Crash', status: 'open' } });
    expect(await relationsOf(bob, '1')).toEqual([[type, 'MAIN-2']]);
    expect(await relationsOf(bob, '2')).toEqual([[other, 'MAIN-1']]);
    await ada.caller.relation.delete({ id: '2', type: other, other: '1' });
    expect(await relationsOf(bob, '1')).toEqual([]);
    expect(await relationsOf(bob, '2')).toEqual([]);
  }
});

test('it stands in the histories of both, each naming the other one', async () => {
  const { ada, bob } = await openWithIssues();
  await ada.caller.relation.create({ id: '1', type: 'blocks', issue: '2' });
  await ada.caller.relation.delete({ id: '1', type: 'blocks', other: '2' });
  expect(await historyOf(bob, '1')).toEqual([
    ['relation.created', { field: 'blocks', from: null, to: 'MAIN-2' }],
    ['relation.deleted', { field: 'blocks', from: 'MAIN-2', to: null }],
  ]);
  expect(await historyOf(bob, '2')).toEqual([
    ['relation.created', { field: 'blocked_by', from: null, to: 'MAIN-1' }],
    ['relation.deleted', { field: 'blocked_by', from: 'MAIN-1', to: null }],
  ]);
});

test('the same again is the same answer, from whichever side, and leaves no event', async () => {
  const { docket, ada } = await openWithIssues();
  const made = await ada.caller.relation.create({ id: '1', type: 'blocks', issue: '2' });
  const before = await ada.caller.event.list({ size: 1 });
  docket.clock.advance(1000);
  expect(await ada.caller.relation.create({ id: '1', type: 'blocks', issue: '2' })).toEqual(made);
  const { type, created_at } = await ada.caller.relation.create({ id: '2', type: 'blocked_by', issue: '1' });
  expect({ type, created_at }).toEqual({ type: 'blocked_by', created_at: made.created_at });
  await ada.caller.relation.create({ id: '1', type: 'relates', issue: '3' });
  await ada.caller.relation.create({ id: '3', type: 'relates', issue: '1' });
  expect(await relationsOf(ada, '3')).toEqual([['relates', 'MAIN-1']]);
  const { items } = await ada.caller.event.list({ size: 3 });
  expect(items[2]?.id).toBe(before.items[0]?.id);
});

test('two issues may be several things to each other, but not the same in both directions', async () => {
  const { ada } = await openWithIssues();
  await ada.caller.relation.create({ id: '1', type: 'blocks', issue: '2' });
  await ada.caller.relation.create({ id: '2', type: 'relates', issue: '1' });
  await ada.caller.relation.create({ id: '2', type: 'duplicates', issue: '1' });
  const refusals = await Promise.all([
    ada.caller.relation.create({ id: '2', type: 'blocks', issue: '1' }).catch((error: unknown) => error),
    ada.caller.relation.create({ id: '1', type: 'duplicates', issue: '2' }).catch((error: unknown) => error),
  ]);
  for (const refusal of refusals) {
    expect(refusal).toMatchObject({ errors: [{ path: 'issue', code: 'reversed_relation' }] });
  }
  expect(await relationsOf(ada, '1')).toEqual([
    ['blocks', 'MAIN-2'],
    ['relates', 'MAIN-2'],
    ['duplicated_by', 'MAIN-2'],
  ]);
});

test('of an issue that one does not see, nothing is told: no relation, no total, no name in the history', async () => {
  const { ada, bob } = await openWithSecret();
  await ada.caller.relation.create({ id: '1', type: 'blocked_by', issue: 'SECRET-1' });
  await ada.caller.relation.create({ id: '1', type: 'blocks', issue: '2' });
  expect(await relationsOf(ada, '1')).toHaveLength(2);
  expect(await relationsOf(bob, '1')).toEqual([['blocks', 'MAIN-2']]);
  expect(await historyOf(bob, '1')).toEqual([['relation.created', { field: 'blocks', from: null, to: 'MAIN-2' }]]);
  expect(JSON.stringify(await bob.caller.event.list({ size: 100 }))).not.toMatch(/SECRET|Unseen/);
  await ada.caller.issue.update({ id: '1', assignees: ['bob'] });
  const asked = { id: '1', type: 'blocked_by', other: 'SECRET-1' } as const;
  const refusal = await bob.caller.relation.delete(asked).catch((error: unknown) => error);
  const absent = await bob.caller.relation.delete({ ...asked, other: '99' }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ reason: 'relation_not_found' });
  expect(absent).toEqual(refusal);
  const unknown = await bob.caller.relation
    .create({ id: '1', type: 'relates', issue: 'SECRET-1' })
    .catch((error: unknown) => error);
  expect(unknown).toMatchObject({ errors: [{ path: 'issue', code: 'unknown_issue' }] });
});

test('it stays when an issue is moved, and is shown as long as both sides are seen', async () => {
  const { ada, bob } = await openWithSecret();
  await ada.caller.relation.create({ id: '1', type: 'relates', issue: '2' });
  await ada.caller.issue.update({ id: '2', project: 'SECRET' });
  expect(await relationsOf(ada, '1')).toEqual([['relates', 'SECRET-2']]);
  expect(await relationsOf(bob, '1')).toEqual([]);
  expect(await historyOf(bob, '1')).toEqual([]);
});

test('what is in the bin has no relations, and has them again when it is back', async () => {
  const { docket, ada } = await openWithIssues();
  await ada.caller.relation.create({ id: '1', type: 'relates', issue: '2' });
  await ada.caller.issue.delete({ id: '2' });
  expect(await relationsOf(ada, '1')).toEqual([]);
  await docket.database.write((db) => db.updateTable('issue').set({ deleted_at: null }).execute());
  expect(await relationsOf(ada, '1')).toEqual([['relates', 'MAIN-2']]);
});

test('an issue has a hundred at most, of those that one sees', async () => {
  const { docket, ada, bob } = await openWithSecret();
  const { id } = await ada.caller.issue.get({ id: '1' });
  await ada.caller.relation.create({ id: '1', type: 'blocks', issue: 'SECRET-1' });
  await ada.caller.issue.update({ id: '1', assignees: ['bob'] });
  const many = await Promise.all(Array.from({ length: 99 }, () => ada.caller.issue.create(TEXTS)));
  const created_at = docket.clock.now.toISOString();
  const rows = many.map((one) => {
    return { id: one.id.replace('019', '018'), issue_id: one.id, type: 'blocks', other_id: id, created_at } as const;
  });
  await docket.database.write((db) => db.insertInto('issue_relation').values(rows).execute());
  const refusal = await ada.caller.relation
    .create({ id: '2', type: 'relates', issue: '1' })
    .catch((error: unknown) => error);
  expect(refusal).toMatchObject({ errors: [{ path: 'issue', code: 'too_many_relations' }] });
  await bob.caller.relation.create({ id: '1', type: 'relates', issue: '2' });
  const { items, next_cursor } = await bob.caller.relation.list({ id: '1', limit: 60 });
  const rest = await bob.caller.relation.list({ id: '1', limit: 60, cursor: next_cursor ?? '' });
  expect(new Set([...items, ...rest.items].map(({ issue }) => issue.id)).size).toBe(100);
  expect(rest.next_cursor).toBeNull();
});

test('whoever may edit the issue may relate it, whatever they may do with the other one', async () => {
  const { ada, bob } = await openWithIssues();
  const own = await bob.caller.issue.create(TEXTS);
  await bob.caller.relation.create({ id: own.id, type: 'blocked_by', issue: '1' });
  const refusal = await bob.caller.relation
    .create({ id: '1', type: 'blocks', issue: own.id })
    .catch((error: unknown) => error);
  expect(refusal).toMatchObject({ reason: 'forbidden' });
  await ada.caller.relation.delete({ id: '1', type: 'blocks', other: own.id });
  expect(await relationsOf(bob, own.id)).toEqual([]);
});
