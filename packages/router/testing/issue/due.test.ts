import { openTestDocket, refusalOf, type TestUser } from '@docket/kit/docket';
import { expect, test } from 'vitest';

const TEXTS = { title: 'Crash', description: 'on save' };
const [FIRST, SECOND, THIRD] = ['2026-01-30', '2026-01-31', '2026-02-01'] as const;

/** Number 1 is due second, 2 first, 3 and 4 on no day, 5 third. */
async function openWithDays() {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  for (const due_on of [SECOND, FIRST, null, undefined, THIRD]) await ada.caller.issue.create({ ...TEXTS, due_on });
  return { docket, ada };
}

type Asked = Parameters<TestUser['caller']['issue']['list']>[0];

async function found({ caller }: TestUser, asked: Asked): Promise<number[]> {
  return (await caller.issue.list({ sort: 'number-asc', ...asked })).items.map(({ number }) => number);
}

test('an issue is due on a day, which edits change and its history shows', async () => {
  const { ada } = await openWithDays();
  const { get, update, events } = ada.caller.issue;
  expect(await get({ id: '1' })).toMatchObject({ due_on: SECOND, version: 1 });
  expect(await get({ id: '4' })).toMatchObject({ due_on: null });
  expect(await update({ id: '1', due_on: THIRD, version: 1 })).toMatchObject({ due_on: THIRD, version: 2 });
  expect(await update({ id: '1', title: 'Another' })).toMatchObject({ due_on: THIRD });
  const late = await refusalOf(update({ id: '1', due_on: FIRST, version: 1 }));
  expect(late).toMatchObject({ code: 'precondition_failed' });
  expect(await update({ id: '1', due_on: null })).toMatchObject({ due_on: null });
  const { items } = await events({ id: '1' });
  expect(items.flatMap(({ changes }) => changes.filter(({ field }) => field === 'due_on'))).toEqual([
    { field: 'due_on', from: SECOND, to: THIRD },
    { field: 'due_on', from: THIRD, to: null },
  ]);
});

test.each(['2026-02-29', '2026-1-1', '2026-01-31T09:30:00Z', 'soon', '0000-01-01', ''])(
  'an issue is not due on "%s"',
  async (due_on) => {
    const { ada } = await openWithDays();
    const wrong = { code: 'validation_failed', errors: [{ path: 'due_on' }] };
    expect(await refusalOf(ada.caller.issue.create({ ...TEXTS, due_on }))).toMatchObject(wrong);
    expect(await refusalOf(ada.caller.issue.update({ id: '1', due_on }))).toMatchObject(wrong);
  },
);

test('lists show what is due from a day on, and before one', async () => {
  const { ada } = await openWithDays();
  expect(await found(ada, { due_after: SECOND })).toEqual([1, 5]);
  expect(await found(ada, { due_before: SECOND })).toEqual([2]);
  expect(await found(ada, { due_after: SECOND, due_before: THIRD })).toEqual([1]);
  expect(await found(ada, { due_after: SECOND, sort: 'due-desc' })).toEqual([5, 1]);
  await ada.caller.issue.delete({ id: '5' });
  expect(await found(ada, { due_after: SECOND })).toEqual([1]);
});

test('queries ask for days, and for what is due on none', async () => {
  const { ada } = await openWithDays();
  expect(await found(ada, { q: `due:${SECOND}` })).toEqual([1]);
  expect(await found(ada, { q: `due:<=${SECOND}` })).toEqual([1, 2]);
  expect(await found(ada, { q: `due:${FIRST},${THIRD}` })).toEqual([2, 5]);
  expect(await found(ada, { q: `-due:${SECOND}` })).toEqual([2, 3, 4, 5]);
  expect(await found(ada, { q: 'no:due' })).toEqual([3, 4]);
  expect(await found(ada, { q: `due:>${FIRST}`, due_before: THIRD })).toEqual([1]);
  const [fault] = ((await refusalOf(ada.caller.issue.list({ q: 'due:soon' }))) as { errors: unknown[] }).errors;
  expect(fault).toMatchObject({ code: 'invalid_value', message: expect.stringContaining('`due:` takes a day') });
});

test('lists are sorted by it, by cursor too: what is due on no day comes last, and first the other way', async () => {
  const { ada } = await openWithDays();
  const walked = async (sort: 'due-asc' | 'due-desc') => {
    const numbers: number[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await ada.caller.issue.list({ sort, limit: 2, ...(cursor && { cursor }) });
      numbers.push(...page.items.map(({ number }) => number));
      cursor = page.next_cursor;
    }
    return numbers;
  };
  expect(await walked('due-asc')).toEqual([2, 1, 5, 3, 4]);
  expect(await walked('due-desc')).toEqual([4, 3, 5, 1, 2]);
  await ada.caller.issue.update({ id: '3', due_on: '2026-01-29' });
  await ada.caller.issue.update({ id: '2', due_on: null });
  expect(await walked('due-asc')).toEqual([3, 1, 5, 2, 4]);
  expect(await found(ada, { q: 'sort:due-asc' })).toHaveLength(5);
});
