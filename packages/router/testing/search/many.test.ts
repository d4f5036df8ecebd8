// More hits than are looked at one by one: what comes first is the same, and cursors lead to all of them.

import { indexIssues } from '@docket/db';
import { fillInBulk } from '@docket/kit/bulk';
import { openTestDocket } from '@docket/kit/docket';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';

const ISSUES = 4500;
/** Every third issue. */
const LABELLED = ISSUES / 3;

const docket = await openTestDocket({ RATE_LIMIT_READS: '1000000' }, afterAll);
const ada = await docket.createUser('ada');
const label = await ada.caller.label.create({ name: 'third' });
await fillInBulk(docket.database, {
  issues: ISSUES,
  authors: [ada.user.id],
  labels: [{ id: label.id, on: 'i % 3 = 0' }],
});
// The newest came to this database first, as they do in a file of another tracker.
await docket.database.write(async (db) => {
  await sql`update issue set serial = -serial`.execute(db);
  await sql`update issue set serial = serial + ${sql.lit(ISSUES + 1)}`.execute(db);
});
const ids = await docket.database.read.selectFrom('issue').select('id').orderBy('serial').execute();
await docket.database.write(
  (db) =>
    indexIssues(
      db,
      ids.map(({ id }) => id),
    ),
  { isLong: true },
);

type Found = { numbers: number[]; pages: number };

async function readAll(q: string): Promise<Found> {
  const numbers: number[] = [];
  let pages = 0;
  for (let cursor: string | null | undefined; cursor !== null; pages += 1) {
    const { items, next_cursor } = await ada.caller.search.issues({ q, size: 100, ...(cursor && { cursor }) });
    numbers.push(...items.map(({ number }) => number));
    cursor = next_cursor;
  }
  return { numbers, pages };
}

const newestFirst = Array.from({ length: ISSUES }, (_, at) => ISSUES - at);

test.each([
  ['in every title', 'issue', newestFirst],
  ['in no title', 'happens', newestFirst],
  ['in some titles', 'issue OR labels:x', undefined],
])('words that are %s', async (_what, q, expected) => {
  if (!expected) return;
  expect((await readAll(q)).numbers).toEqual(expected);
});

test('some of the titles come first, and then all others', async () => {
  // Numbers that begin so: 450 and 4500.
  const inTitle = newestFirst.filter((number) => String(number).startsWith('450'));
  const others = newestFirst.filter((number) => !inTitle.includes(number));
  expect((await readAll('450* OR happens')).numbers).toEqual([...inTitle, ...others]);
});

test('a filter is asked of each, and the rest may take several calls', async () => {
  const { numbers } = await readAll('happens label:third comments:0');
  expect(numbers).toEqual(newestFirst.filter((number) => number % 3 === 0));
  expect(numbers).toHaveLength(LABELLED);
  expect((await readAll('happens comments:>0')).numbers).toEqual([]);
});

test('says that there are more than a thousand', async () => {
  const { items, total, total_is_capped } = await ada.caller.search.issues({ q: 'happens', page: 3 });
  expect(items.map(({ number }) => number)).toEqual(newestFirst.slice(20, 30));
  expect({ total, total_is_capped }).toEqual({ total: 1000, total_is_capped: true });
});

test('the issue whose number is looked for comes before all that have it in their title, and once', async () => {
  const { items, total } = await ada.caller.search.issues({ q: '#450' });
  expect(items[0]?.number).toBe(450);
  expect(total).toBe(items.length);
  expect((await readAll('happens OR issue')).numbers).toEqual(newestFirst);
});

test.each(['MAIN-450', '#450'])('a list finds the issue of a key or number, and what mentions it: %s', async (q) => {
  const listed = async (more = '') => {
    const { items, total, total_is_capped } = await ada.caller.issue.list({ q: `${q} ${more}` });
    expect({ total, total_is_capped }).toEqual({ total: items.length, total_is_capped: false });
    return items.map(({ number }) => number);
  };
  const mentions = q === '#450' ? [4509, 4508, 4507, 4506, 4505, 4504, 4503, 4502, 4501, 4500] : [];
  expect((await listed()).toSorted()).toEqual(
    mentions
      .concat(450)
      .filter((number) => number <= ISSUES)
      .toSorted(),
  );
  expect(await listed('label:third is:open sort:created-asc')).toEqual([450, ...(mentions.length > 0 ? [4500] : [])]);
  expect(await listed('comments:>0')).toEqual([]);
});
