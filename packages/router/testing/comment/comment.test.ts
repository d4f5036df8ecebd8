import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { expect, test } from 'vitest';

const NOTHING = '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11';
const notFound = { code: 'comment_not_found', status: 404, detail: 'Comment not found' };

async function discussion() {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  const bob = await docket.createUser('bob');
  const admin = await docket.createUser('admin', 'admin');
  const issue = await ada.caller.issue.create({ title: 'Crash', description: 'on save' });
  const comment = await bob.caller.comment.create({ issue_id: '1', body: 'I can reproduce this.' });
  return { docket, ada, bob, admin, issue, comment };
}

test('comments on an issue by number, and counts it there', async () => {
  const { ada, bob, issue, comment } = await discussion();
  expect(comment).toMatchObject({ issue_id: issue.id, body: 'I can reproduce this.', author: { id: bob.user.id } });
  expect((await ada.caller.issue.get({ id: '1' })).comment_count).toBe(1);
  expect((await ada.caller.comment.list({ issue_id: issue.id })).items).toEqual([comment]);
});

test('lists comments page by page, the oldest first', async () => {
  const { docket, ada } = await discussion();
  for (const body of ['second', 'third']) {
    docket.clock.advance(1000);
    await ada.caller.comment.create({ issue_id: '1', body });
  }
  const { items, ...rest } = await ada.caller.comment.list({ issue_id: '1', size: 2, page: 2 });
  expect(items.map((item) => item.body)).toEqual(['third']);
  expect(rest).toEqual({ total: 3, total_is_capped: false, page: 2, size: 2, pages: 2, next_cursor: null });
});

test('keeps the text before an edit in the history of the issue', async () => {
  const { docket, ada, bob, comment } = await discussion();
  docket.clock.advance(1000);
  const edited = await bob.caller.comment.update({ id: comment.id, body: 'Not any more.' });
  const updated_at = docket.clock.now.toISOString();
  expect(edited).toEqual({ ...comment, body: 'Not any more.', version: 2, updated_at });
  const { items } = await ada.caller.issue.events({ id: '1' });
  expect(items.at(-1)).toMatchObject({
    type: 'comment.updated',
    actor: { username: 'bob' },
    comment_id: comment.id,
    changes: [{ field: 'body', from: 'I can reproduce this.', to: 'Not any more.' }],
  });
});

test('writes nothing down when the text stays the same', async () => {
  const { docket, bob, comment } = await discussion();
  docket.clock.advance(1000);
  expect(await bob.caller.comment.update({ id: comment.id, body: comment.body })).toEqual(comment);
  expect((await bob.caller.issue.events({ id: '1' })).total).toBe(2);
});

test('lets the author and an admin change a comment, and not the author of the issue', async () => {
  const { ada, bob, admin, comment } = await discussion();
  const { id } = comment;
  const forbidden = { code: 'forbidden', status: 403, detail: 'Not enough permissions' };
  expect(await refusalOf(ada.caller.comment.update({ id, body: 'Mine now' }))).toEqual(forbidden);
  expect(await refusalOf(ada.caller.comment.delete({ id }))).toEqual(forbidden);
  expect(await admin.caller.comment.update({ id, body: 'Moderated' })).toMatchObject({ author: { id: bob.user.id } });
  expect(await bob.caller.comment.delete({ id })).toBeNull();
});

test('is gone after it is deleted, and the history says who did it', async () => {
  const { ada, admin, comment } = await discussion();
  await admin.caller.comment.delete({ id: comment.id });
  expect((await ada.caller.issue.get({ id: '1' })).comment_count).toBe(0);
  expect((await ada.caller.comment.list({ issue_id: '1' })).items).toEqual([]);
  expect(await refusalOf(admin.caller.comment.delete({ id: comment.id }))).toEqual(notFound);
  const { items } = await ada.caller.issue.events({ id: '1' });
  expect(items.at(-1)).toMatchObject({ type: 'comment.deleted', comment_id: comment.id, actor: { username: 'admin' } });
});

test('cannot be reached when its issue is in the bin', async () => {
  const { ada, bob, comment } = await discussion();
  await ada.caller.issue.delete({ id: '1' });
  expect(await refusalOf(bob.caller.comment.update({ id: comment.id, body: 'x' }))).toEqual(notFound);
  expect(await refusalOf(bob.caller.comment.delete({ id: comment.id }))).toEqual(notFound);
  const noIssue = { code: 'issue_not_found', status: 404 };
  expect(await refusalOf(bob.caller.comment.list({ issue_id: '1' }))).toMatchObject(noIssue);
  expect(await refusalOf(bob.caller.comment.create({ issue_id: '1', body: 'x' }))).toMatchObject(noIssue);
});

test('refuses an empty, an endless and an unstorable text, and takes markup and quotes as they are', async () => {
  const { bob } = await discussion();
  for (const body of ['', ' \n ', 'x'.repeat(10_001), 'a\0b', 'half \ud83d']) {
    const refusal = await refusalOf(bob.caller.comment.create({ issue_id: '1', body }));
    expect(refusal).toMatchObject({ code: 'validation_failed', errors: [{ path: 'body' }] });
  }
  const body = `<b>"it's"</b> \`; drop table comment; -- \u{1f511}\n`;
  expect(await bob.caller.comment.create({ issue_id: '1', body })).toMatchObject({ body });
});

test('says that there is no such comment, and that a script is no author', async () => {
  const { docket, bob } = await discussion();
  expect(await refusalOf(bob.caller.comment.delete({ id: NOTHING }))).toEqual(notFound);
  const byScript = docket.caller({ system: 'script' }).comment.create({ issue_id: '1', body: 'beep' });
  expect(await refusalOf(byScript)).toMatchObject({ code: 'user_required', status: 403 });
});
