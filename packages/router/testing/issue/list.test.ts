import { openTestDocket, refusalOf, type TestDocket, type TestUser } from '@docket/kit/docket';
import { afterAll, expect, test } from 'vitest';

type Filter = Parameters<TestUser['caller']['issue']['list']>[0];

async function createIssues(docket: TestDocket, { caller }: TestUser, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    docket.clock.advance(index % 3); // some issues have the same time
    await caller.issue.create({ title: `Issue ${index}`, description: 'to be listed' });
  }
}

async function numbersOf({ caller }: TestUser, filter: Filter): Promise<number[]> {
  return (await caller.issue.list(filter)).items.map((issue) => issue.number);
}

/** Six issues whose fields differ, newest first: 6 to 1. */
async function makeSixIssues() {
  const docket = await openTestDocket({}, afterAll);
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  for (const name of ['bug', 'ui']) await ada.caller.label.create({ name });
  const texts = { title: 'Listed', description: 'to be found' };
  await ada.caller.issue.create({ ...texts, priority: 'low', labels: ['bug'] });
  await ada.caller.issue.create({ ...texts, priority: 'high', labels: ['bug', 'ui'], assignees: ['ada'] });
  await ada.caller.issue.create({ ...texts, assignees: ['ada', 'bob'] });
  await bob.caller.issue.create({ ...texts, labels: ['ui'] });
  await bob.caller.issue.create({ ...texts, priority: 'high', assignees: ['bob'] });
  await bob.caller.issue.create({ ...texts, labels: ['bug', 'ui'] });
  await bob.caller.issue.update({ id: '4', status: 'closed' });
  await bob.caller.issue.update({ id: '5', status: 'in_progress' });
  return { docket, ada, bob };
}

/** For tests that only read. */
const six = await makeSixIssues();

const filters: [Filter, number[]][] = [
  [{}, [6, 5, 4, 3, 2, 1]],
  [{ status: ['open'] }, [6, 3, 2, 1]],
  [{ status: ['closed', 'in_progress'] }, [5, 4]],
  [{ status: [] }, [6, 5, 4, 3, 2, 1]],
  [{ priority: ['high'] }, [5, 2]],
  [{ priority: ['low', 'high'] }, [5, 2, 1]],
  [{ author: 'me' }, [3, 2, 1]],
  [{ author: 'BOB' }, [6, 5, 4]],
  [{ author: 'nobody' }, []],
  [{ assignee: 'me' }, [3, 2]],
  [{ assignee: 'bob' }, [5, 3]],
  [{ assignee: 'none' }, [6, 4, 1]],
  [{ label: ['bug'] }, [6, 2, 1]],
  [{ label: ['UI', 'bug'] }, [6, 2]],
  [{ label: ['bug', 'nope'] }, []],
  [{ label: ['bug'], author: 'me', priority: ['high'], status: ['open'], assignee: 'me' }, [2]],
];

test.each(filters)('finds with %j the issues %j', async (filter, numbers) => {
  const { ada } = six;
  expect(await numbersOf(ada, filter)).toEqual(numbers);
  expect((await ada.caller.issue.list(filter)).total).toBe(numbers.length);
});

test('finds the issues of a user by id, and nothing of "me" for a script', async () => {
  const { docket, ada, bob } = six;
  expect(await numbersOf(ada, { author: bob.user.id.toUpperCase() })).toEqual([6, 5, 4]);
  expect(await numbersOf(ada, { assignee: bob.user.id })).toEqual([5, 3]);
  expect((await docket.caller({ system: 'script' }).issue.list({ author: 'me' })).items).toEqual([]);
});

test('names the allowed values when a status or priority is wrong', async () => {
  const { ada } = six;
  const status = ['done' as never]; // what a caller without types may send
  const refusal = await refusalOf(ada.caller.issue.list({ status }));
  expect(refusal).toMatchObject({ code: 'validation_failed', errors: [{ path: 'status.0' }] });
  expect(refusal.errors?.[0]?.message).toMatch(/"open"\|"in_progress"\|"closed"/);
});

test('reads page by page, with `limit` as another name for `size`', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  await createIssues(docket, ada, 25);
  const { items, next_cursor, ...rest } = await ada.caller.issue.list({});
  expect(items.map((issue) => issue.number)).toEqual(Array.from({ length: 20 }, (_, index) => 25 - index));
  expect(rest).toEqual({ total: 25, total_is_capped: false, page: 1, size: 20, pages: 2 });
  expect(next_cursor).toEqual(expect.any(String));

  const last = await ada.caller.issue.list({ page: 3, limit: 10 });
  expect(last).toMatchObject({ total: 25, page: 3, size: 10, pages: 3, next_cursor: null });
  expect(last.items.map((issue) => issue.number)).toEqual([5, 4, 3, 2, 1]);
});

test.each([{ size: 0 }, { size: 101 }, { limit: 101 }, { page: 0 }, { page: 1.5 }, { cursor: 'x'.repeat(401) }])(
  'refuses %j',
  async (input) => {
    expect(await refusalOf(six.ada.caller.issue.list(input))).toMatchObject({ code: 'validation_failed', status: 422 });
  },
);

test('reads on from a cursor without repeats or gaps while issues come and go', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  await createIssues(docket, ada, 20);
  const seen: number[] = [];
  let { items, next_cursor } = await ada.caller.issue.list({ size: 4 });
  seen.push(...items.map((issue) => issue.number));
  // The last issue that was read goes, so does one that is still to come, and new ones come on top.
  for (const id of ['17', '10']) await ada.caller.issue.delete({ id });
  while (next_cursor !== null) {
    await createIssues(docket, ada, 2);
    const next = await ada.caller.issue.list({ size: 4, cursor: next_cursor, page: 3 });
    expect(Object.keys(next).toSorted()).toEqual(['items', 'next_cursor', 'size']);
    ({ items, next_cursor } = next);
    seen.push(...items.map((issue) => issue.number));
  }
  expect(seen).toEqual([20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
});

test('keeps the filter while it reads on from a cursor', async () => {
  const { ada } = six;
  const first = await ada.caller.issue.list({ label: ['bug'], size: 2 });
  const second = await ada.caller.issue.list({ label: ['bug'], size: 2, cursor: first.next_cursor ?? '' });
  expect([...first.items, ...second.items].map((issue) => issue.number)).toEqual([6, 2, 1]);
});

const oddTexts = ["'", '"', `' or 1=1 --`, '%', '_', '\\', '*', 'NEAR(', '$.', '\0', '\ud83d', '\udd11', '', ' ', '🔑'];

test.each(oddTexts)('answers to %j in any filter with a result or 422', async (odd) => {
  const { ada } = six;
  const inputs: Filter[] = [{ author: odd }, { assignee: odd }, { label: [odd] }, { cursor: odd }];
  for (const input of inputs) {
    const outcome = await ada.caller.issue.list(input).then(
      ({ items }) => items,
      () => refusalOf(ada.caller.issue.list(input)),
    );
    expect(outcome).toSatisfy((answer) => (Array.isArray(answer) ? answer.length === 0 : answer.status === 422));
  }
  expect((await refusalOf(ada.caller.issue.get({ id: odd }))).status).toBe(422);
});
