// What others write between two statements of a list moves issues, and no list ends or leaves others out for that.

import { indexIssues, TextHits } from '@docket/db';
import { fillInBulk } from '@docket/kit/bulk';
import { openTestDocket } from '@docket/kit/docket';
import { sql } from 'kysely';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Sort } from '../../src/features/issue/schema/list.ts';

/** Every second one has the word: more than are looked at one by one. */
const ISSUES = 2400;

async function tracker() {
  const docket = await openTestDocket({ RATE_LIMIT_READS: '1000000' });
  const { caller, user } = await docket.createUser('ada', 'admin');
  await fillInBulk(docket.database, { issues: ISSUES, authors: [user.id] });
  const description = sql<string>`case when serial % 2 = 0 then 'even' else 'odd' end`;
  await docket.database.write((db) => db.updateTable('issue').set({ description }).execute());
  const rows = await docket.database.read.selectFrom('issue').select(['id', 'serial']).orderBy('serial').execute();
  const ids = rows.map(({ id }) => id);
  await docket.database.write((db) => indexIssues(db, ids), { isLong: true });
  return { caller, database: docket.database, ids: new Map(rows.map(({ id, serial }) => [serial, id])) };
}

type Tracker = Awaited<ReturnType<typeof tracker>>;

/** Reads a list to its end. On each page, after the index was asked for the first time, one of the issues asked for is changed. */
async function readAll({ caller, ids }: Tracker, sort: Sort, change: (id: string) => Promise<unknown>) {
  const numbers: number[] = [];
  const changed = new Set<number>();
  const { among } = TextHits.prototype;
  let isFirst = false;
  const spy = vi.spyOn(TextHits.prototype, 'among').mockImplementation(async function (this: TextHits, serials) {
    const found = await among.call(this, serials);
    const [serial = 0] = serials;
    if (isFirst) await change(ids.get(serial) ?? '');
    if (isFirst) changed.add(serial);
    isFirst = false;
    return found;
  });
  onTestFinished(() => spy.mockRestore());
  for (let cursor: string | null | undefined; cursor !== null; ) {
    isFirst = true;
    const { items, next_cursor } = await caller.issue.list({ q: 'even', sort, size: 60, ...(cursor && { cursor }) });
    numbers.push(...items.map(({ number }) => number));
    cursor = next_cursor;
  }
  expect(changed.size).toBeGreaterThan(15);
  const wanted = Array.from({ length: ISSUES / 2 }, (_, at) => 2 * (at + 1)).filter((number) => !changed.has(number));
  return { numbers: numbers.filter((number) => !changed.has(number)), wanted };
}

test.for(['updated-asc', 'comments-desc'] as const)('issues that move to the end of a list by %s', async (sort) => {
  const docket = await tracker();
  if (sort === 'comments-desc') {
    await docket.database.write((db) => db.updateTable('issue').set({ comment_count: 3 }).execute());
  }
  const { numbers, wanted } = await readAll(docket, sort, (id) =>
    docket.database.write((db) =>
      db
        .updateTable('issue')
        .set(sort === 'updated-asc' ? { updated_at: '2100-01-01T00:00:00.000Z' } : { comment_count: 0 })
        .where('id', '=', id)
        .execute(),
    ),
  );
  expect(numbers.toSorted((a, b) => a - b)).toEqual(wanted);
});

test('issues that are deleted meanwhile', async () => {
  const docket = await tracker();
  const { numbers, wanted } = await readAll(docket, 'created-desc', (id) => docket.caller.issue.delete({ id }));
  expect(numbers).toEqual(wanted.toReversed());
});
