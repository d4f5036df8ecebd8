// Lists of more than what is counted: 20,300 issues, of which the older half has the label "old", the newer half "new",
// and the very oldest both.

import { fillInBulk } from '@docket/kit/bulk';
import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { afterAll, expect, test } from 'vitest';
import { ListIssues } from '../../src/features/issue/schema/list.ts';

const ISSUES = 20_300;
const HALF = ISSUES / 2;

async function fill() {
  const docket = await openTestDocket({}, afterAll);
  const ada = await docket.createUser('ada');
  const [older, newer] = [
    await ada.caller.label.create({ name: 'old' }),
    await ada.caller.label.create({ name: 'new' }),
  ];
  await fillInBulk(docket.database, {
    issues: ISSUES,
    authors: [ada.user.id],
    labels: [
      { id: older.id, on: `i <= ${HALF}` },
      { id: newer.id, on: `i > ${HALF} or i = 1` },
    ],
  });
  return { docket, ada };
}

const filled = await fill();
const { ada } = filled;

type Filter = NonNullable<Parameters<typeof ada.caller.issue.list>[0]>;

test.each([
  [{}, 20_300],
  [{ label: ['old'] }, 10_150],
  [{ author: 'me' }, 20_300],
  [{ assignee: 'none' }, 20_300],
  [{ status: ['open'] }, 4060],
  [{ status: ['open', 'closed'] }, 19_285],
  [{ priority: ['high'] }, 2030],
  [{ priority: ['medium'], status: ['closed'] }, 14_210],
  [{ label: ['new'], status: ['open'] }, 2030],
] as const)('counts for %j the %i issues, up to 10,000', async (filter, count) => {
  const input = filter as Filter;
  const { total, total_is_capped, pages } = await ada.caller.issue.list({ ...input, size: 100 });
  const counted = Math.min(count, 10_000);
  expect({ total, total_is_capped, pages }).toEqual({
    total: counted,
    total_is_capped: count > 10_000,
    pages: Math.ceil(counted / 100),
  });
});

// In most orders another index is walked than the one that has them all.
test.each<[Filter, number]>([
  [{ priority: ['high'] }, 2030],
  [{ author: 'me', status: ['open'] }, 4060],
  [{ priority: ['low'], status: ['open'] }, 2030],
])('counts for %j the same %i issues in every order', async (filter, count) => {
  for (const sort of ListIssues.shape.sort.unwrap().options) {
    const { total, total_is_capped } = await ada.caller.issue.list({ ...filter, sort });
    expect({ sort, total, total_is_capped }).toEqual({ sort, total: count, total_is_capped: false });
  }
});

test('counts no fewer than it shows, where it gives up counting', async () => {
  // It is counted from open ones on, none of which was closed.
  const filter = { label: ['new'], closed_after: '2020-01-01T00:00:00Z' };
  const { items, total, total_is_capped } = await ada.caller.issue.list(filter);
  expect(items).toHaveLength(20);
  expect({ total, total_is_capped }).toEqual({ total: 21, total_is_capped: true });
});

test('shows the last page that is counted, and reads on from it by cursor', async () => {
  const last = await ada.caller.issue.list({ page: 100, size: 100 });
  expect(last).toMatchObject({ total: 10_000, total_is_capped: true, pages: 100 });
  expect(last.items.at(-1)?.number).toBe(ISSUES - 9999);
  const next = await ada.caller.issue.list({ size: 100, cursor: last.next_cursor ?? '' });
  expect(next.items[0]?.number).toBe(ISSUES - 10_000);
});

test('refuses a page behind what is counted, and names the cursor', async () => {
  const refusal = await refusalOf(ada.caller.issue.list({ page: 1_000_000, size: 100 }));
  expect(refusal).toMatchObject({ status: 422, errors: [{ path: 'page', code: 'page_too_far' }] });
  expect(refusal.errors?.[0]?.message).toMatch(/`cursor`/);
});

async function readAll(filter: Filter): Promise<number[]> {
  const seen: number[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await ada.caller.issue.list({ ...filter, size: 100, ...(cursor && { cursor }) });
    seen.push(...page.items.map(({ number }) => number));
    cursor = page.next_cursor;
  }
  return seen;
}

test('comes by cursor to every issue once, however many there are', async () => {
  const numbers = Array.from({ length: ISSUES }, (_, index) => ISSUES - index);
  expect(await readAll({ status: ['open', 'in_progress'] })).toEqual(
    numbers.filter((number) => number % 5 === 0 || number % 20 === 1),
  );
});

test('answers with a megabyte at most, and reads on from there by cursor', async () => {
  const { docket } = filled;
  const at = docket.clock.now.toISOString();
  const comments = Array.from({ length: 30 }, (_, nth) => ({
    author: 'ekr',
    body: `${nth} ${'x'.repeat(90_000)}`,
    created_at: at,
    updated_at: at,
  }));
  const texts = { title: 'Long', description: '', status: 'open' as const, author: 'ekr' };
  const issue = {
    number: 99_999,
    ...texts,
    assignees: [],
    labels: [],
    created_at: at,
    updated_at: at,
    closed_at: null,
  };
  const script = docket.caller({ system: 'test' });
  await script.archive.import({ source: 'github:a/b', labels: [], issues: [{ ...issue, comments }] });
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await ada.caller.comment.list({ issue_id: '99999', size: 100, ...(cursor && { cursor }) });
    expect(JSON.stringify(page).length).toBeLessThan(1_100_000);
    seen.push(...page.items.map(({ body }) => body.split(' ', 1).join()));
    cursor = page.next_cursor;
  }
  expect(seen).toEqual(comments.map((_, nth) => String(nth)));
});

test('gives up looking where hardly any issue matches, and reads on from there by cursor', async () => {
  const filter = { label: ['old', 'new'] };
  const first = await ada.caller.issue.list(filter);
  expect(first).toMatchObject({ items: [], total: 0, total_is_capped: true, next_cursor: expect.any(String) });
  expect(await readAll(filter)).toEqual([1]);
});
