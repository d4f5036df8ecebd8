import { openTestDocket, refusalOf } from '@docket/kit/docket';
import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { newId } from '../../src/core/ids.ts';
import { listIssueEvents } from '../../src/features/event/queries/history.ts';
import { readerFor } from '../../src/visibility/handles.ts';
import { SEES_ALL } from '../../src/visibility/sight.ts';

/** Of four bytes each, so that a kilobyte does not end between two of them when one byte stands before. */
const CLEFS = '𝄞'.repeat(2000);

async function commentedIssue() {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  const issue = await ada.caller.issue.create({ title: 'Crash', description: 'on save' });
  const comment = await ada.caller.comment.create({ issue_id: issue.id, body: `a${CLEFS}` });
  const lastEvent = async () => (await ada.caller.issue.events({ id: issue.id, size: 100 })).items.at(-1);
  /** As earlier versions wrote them down: with both texts. */
  const record = (changes: object[], ids: Record<string, string>) =>
    docket.database.write((db) =>
      db
        .insertInto('event')
        .values({
          id: newId(),
          type: 'comment.updated',
          subject_id: issue.id,
          actor_id: ada.user.id,
          actor_name: null,
          data: JSON.stringify({ ...ids, changes }),
          created_at: docket.clock.now.toISOString(),
        })
        .execute(),
    );
  return { docket, ada, issue, comment, lastEvent, record };
}

const bytesOf = (text: unknown) => Buffer.byteLength(String(text));

test('shows at most 1 KB of a text, cut between two characters, and one event has all that was replaced', async () => {
  const { ada, comment, lastEvent } = await commentedIssue();
  await ada.caller.comment.update({ id: comment.id, body: `b${CLEFS}` });
  const edited = await lastEvent();
  const [change] = edited?.changes ?? [];
  expect(change).toMatchObject({ field: 'body', from_is_cut: true, to_is_cut: true });
  expect([bytesOf(change?.from), bytesOf(change?.to)]).toEqual([1021, 1021]); // and not half a clef
  expect([`a${CLEFS}`.startsWith(String(change?.from)), `b${CLEFS}`.startsWith(String(change?.to))]).toEqual([
    true,
    true,
  ]);

  const whole = await ada.caller.event.get({ id: edited?.id ?? '' });
  expect(whole).toMatchObject({
    ...edited,
    changes: [{ field: 'body', from: `a${CLEFS}`, to: change?.to, to_is_cut: true }],
  });
  await ada.caller.comment.update({ id: comment.id, body: 'short' });
  const next = await ada.caller.event.get({ id: (await lastEvent())?.id ?? '' });
  expect(next.changes).toEqual([{ field: 'body', from: `b${CLEFS}`, to: 'short' }]);
});

test('writes a long text down once, when it is replaced', async () => {
  const { docket, ada, comment } = await commentedIssue();
  const sizes = async () =>
    (await docket.database.read.selectFrom('event').select('data').execute()).map(({ data }) => bytesOf(data));
  const before = new Set(await sizes());
  await ada.caller.comment.update({ id: comment.id, body: `b${CLEFS}` });
  const [added] = (await sizes()).filter((size) => !before.has(size));
  expect(added).toBeGreaterThan(bytesOf(CLEFS));
  expect(added).toBeLessThan(bytesOf(CLEFS) + 2048);
});

test('shows old events, which hold both texts, in the same way', async () => {
  const { ada, comment, lastEvent, record } = await commentedIssue();
  const [from, to] = ['"a\\\n'.repeat(10_000), 'b'.repeat(1025)];
  const others = [
    { field: 'labels', from: ['bug', '"ui"'], to: [] },
    { field: 'nothing', from: null, to: 'x'.repeat(1024) },
    { field: 'assignees', from: null, to: Array.from({ length: 100 }, newId) },
  ];
  await record([{ field: 'body', from, to }, ...others], { comment_id: comment.id });
  const shown = await lastEvent();
  expect(shown?.changes).toEqual([
    { field: 'body', from: from.slice(0, 1024), to: to.slice(0, 1024), from_is_cut: true, to_is_cut: true },
    ...others,
  ]);
  expect((await ada.caller.event.get({ id: shown?.id ?? '' })).changes).toEqual([
    { field: 'body', from, to },
    ...others,
  ]);
});

test('does not read of long texts what it does not show', async () => {
  const { docket, issue, comment, record } = await commentedIssue();
  const change = { field: 'body', from: 'a'.repeat(100_000), to: 'b' };
  for (let count = 0; count < 20; count += 1) await record([change], { comment_id: comment.id });
  let bytesRead = 0;
  const read = (docket.database.read as Kysely<never>).withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      bytesRead += bytesOf(JSON.stringify(result.rows));
      return result;
    },
  });
  const { items } = await listIssueEvents(readerFor(read, SEES_ALL), { id: issue.id, page: 1, size: 100 });
  expect(items).toHaveLength(22);
  expect(bytesRead).toBeGreaterThan(20 * 1024);
  expect(bytesRead).toBeLessThan(20 * 2048);
});

test('shows nothing of a text once its comment is deleted, and no event of anything but issues', async () => {
  const { docket, ada, comment, lastEvent } = await commentedIssue();
  await ada.caller.comment.update({ id: comment.id, body: 'short' });
  const { id = '' } = (await lastEvent()) ?? {};
  await ada.caller.comment.delete({ id: comment.id });
  expect(await ada.caller.event.get({ id })).toMatchObject({ comment_id: comment.id, changes: [] });

  const notFound = { code: 'event_not_found', status: 404 };
  const ofUsers = docket.database.read.selectFrom('event').select('id').where('type', 'like', 'user.%');
  for (const other of await ofUsers.execute()) {
    expect(await refusalOf(ada.caller.event.get(other))).toMatchObject(notFound);
  }
  await ada.caller.issue.delete({ id: '1' });
  expect(await refusalOf(ada.caller.event.get({ id }))).toMatchObject(notFound);
});
