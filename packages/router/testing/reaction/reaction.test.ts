import { openTestDocket } from '@docket/kit/docket';
import { expect, test } from 'vitest';

const TEXTS = { title: 'Crash', description: 'on save' };

async function openWithIssue() {
  const docket = await openTestDocket();
  const [ada, bob, root] = [
    await docket.createUser('ada'),
    await docket.createUser('bob'),
    await docket.createUser('root', 'admin'),
  ];
  const issue = await ada.caller.issue.create(TEXTS);
  const comment = await ada.caller.comment.create({ issue_id: issue.id, body: 'It does' });
  return { docket, ada, bob, root, issue, comment };
}

test('each person says each reaction once, and takes back their own', async () => {
  const { ada, bob } = await openWithIssue();
  expect(await ada.caller.reaction.add({ id: '1', name: 'heart' })).toEqual({ reactions: { heart: 1 } });
  expect(await ada.caller.reaction.add({ id: '1', name: 'heart' })).toEqual({ reactions: { heart: 1 } });
  await bob.caller.reaction.add({ id: '1', name: 'eyes' });
  expect(await bob.caller.reaction.add({ id: 'main-1', name: 'heart' })).toEqual({ reactions: { heart: 2, eyes: 1 } });
  expect(await bob.caller.reaction.remove({ id: '1', name: 'rocket' })).toEqual({ reactions: { heart: 2, eyes: 1 } });
  expect(await bob.caller.reaction.remove({ id: '1', name: 'heart' })).toEqual({ reactions: { heart: 1, eyes: 1 } });
  expect((await ada.caller.issue.get({ id: '1' })).reactions).toEqual({ heart: 1, eyes: 1 });
  expect((await ada.caller.issue.list({})).items[0]?.reactions).toEqual({ heart: 1, eyes: 1 });
  await ada.caller.reaction.remove({ id: '1', name: 'heart' });
  await bob.caller.reaction.remove({ id: '1', name: 'eyes' });
  expect((await ada.caller.issue.get({ id: '1' })).reactions).toEqual({});
});

test('comments have their own, which go with them', async () => {
  const { ada, bob, comment } = await openWithIssue();
  const { id } = comment;
  expect(comment.reactions).toEqual({});
  await ada.caller.reaction.addToComment({ id, name: 'laugh' });
  expect(await bob.caller.reaction.addToComment({ id, name: 'laugh' })).toEqual({ reactions: { laugh: 2 } });
  expect((await ada.caller.comment.list({ issue_id: '1' })).items[0]?.reactions).toEqual({ laugh: 2 });
  expect((await ada.caller.issue.get({ id: '1' })).reactions).toEqual({});
  expect(await bob.caller.reaction.removeFromComment({ id, name: 'laugh' })).toEqual({ reactions: { laugh: 1 } });
  await ada.caller.comment.delete({ id });
});

test('they are in the log and in copies, and neither in the history nor in the version', async () => {
  const { ada, bob, issue, comment } = await openWithIssue();
  const { version, updated_at } = await ada.caller.issue.get({ id: issue.id });
  const before = await ada.caller.issue.events({ id: issue.id });
  const { items } = await ada.caller.event.list({ size: 1 });
  const cursor = items[0]?.position ?? '';
  await bob.caller.reaction.add({ id: issue.id, name: 'heart' });
  await bob.caller.reaction.add({ id: issue.id, name: 'heart' });
  await bob.caller.reaction.addToComment({ id: comment.id, name: 'heart' });
  expect(await ada.caller.issue.events({ id: issue.id })).toEqual(before);
  expect(await ada.caller.issue.get({ id: issue.id })).toMatchObject({ version, updated_at });
  const events = await ada.caller.event.list({ cursor, sort: 'position-asc' });
  expect(events.items.map(({ type, comment_id }) => [type, comment_id])).toEqual([
    ['reaction.changed', null],
    ['reaction.changed', comment.id],
  ]);
  const { changes } = await ada.caller.sync.changes({ cursor });
  expect(changes).toMatchObject([{ type: 'issue', id: issue.id, value: { reactions: { heart: 1 } } }]);
});

test('lists are sorted by them, with cursors, and queries count them', async () => {
  const { ada, bob, root } = await openWithIssue();
  for (let made = 0; made < 4; made += 1) await ada.caller.issue.create(TEXTS);
  for (const { caller } of [ada, bob, root]) await caller.reaction.add({ id: '3', name: 'thumbs_up' });
  for (const { caller } of [ada, bob]) await caller.reaction.add({ id: '1', name: 'rocket' });
  await ada.caller.reaction.add({ id: '5', name: 'eyes' });
  const walked = async (sort: 'reactions-desc' | 'reactions-asc') => {
    const numbers = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await ada.caller.issue.list({ sort, limit: 2, ...(cursor && { cursor }) });
      numbers.push(...page.items.map(({ number }) => number));
      cursor = page.next_cursor;
    }
    return numbers;
  };
  expect(await walked('reactions-desc')).toEqual([3, 1, 5, 4, 2]);
  expect(await walked('reactions-asc')).toEqual([2, 4, 5, 1, 3]);
  const found = async (q: string) => (await ada.caller.issue.list({ q })).items.map(({ number }) => number);
  expect(await found('reactions:>1 sort:reactions-asc')).toEqual([1, 3]);
  expect(await found('reactions:0 sort:number')).toEqual([4, 2]);
});

test('those of a deleted user go, and the counts follow', async () => {
  const { docket, ada, bob, root, comment } = await openWithIssue();
  for (const { caller } of [ada, bob]) await caller.reaction.add({ id: '1', name: 'heart' });
  await bob.caller.reaction.add({ id: '1', name: 'eyes' });
  await bob.caller.reaction.addToComment({ id: comment.id, name: 'eyes' });
  await root.caller.user.delete({ id: bob.user.id });
  expect((await ada.caller.issue.get({ id: '1' })).reactions).toEqual({ heart: 1 });
  expect((await ada.caller.comment.get({ id: comment.id })).reactions).toEqual({});
  const rows = await docket.database.read.selectFrom('reaction').select('user_id').execute();
  expect(rows).toEqual([{ user_id: ada.user.id }]);
  expect((await ada.caller.issue.list({ q: 'reactions:1' })).total).toBe(1);
});

test('whoever may comment may react, and nobody to what they do not see', async () => {
  const { ada, bob, root } = await openWithIssue();
  await root.caller.project.create({ key: 'SECRET', name: 'Secret', visibility: 'private' });
  await root.caller.issue.create({ ...TEXTS, project: 'SECRET' });
  const unseen = await bob.caller.reaction.add({ id: 'SECRET-1', name: 'heart' }).catch((error: unknown) => error);
  expect(unseen).toMatchObject({ reason: 'issue_not_found' });
  await root.caller.project.addMember({ project: 'SECRET', user: 'ada', role: 'viewer' });
  expect(await ada.caller.reaction.add({ id: 'SECRET-1', name: 'heart' })).toEqual({ reactions: { heart: 1 } });
  await root.caller.project.update({ project: 'SECRET', is_archived: true });
  const archived = await ada.caller.reaction.remove({ id: 'SECRET-1', name: 'heart' }).catch((error: unknown) => error);
  expect(archived).toMatchObject({ reason: 'project_archived' });
});
