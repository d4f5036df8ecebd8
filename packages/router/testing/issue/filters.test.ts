// Whatever index a list walks, it finds what a look at each issue finds.

import { openTestDocket, type TestUser } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { drawing } from './drawing.ts';

type Listed = Parameters<TestUser['caller']['issue']['list']>[0];

type Made = {
  number: number;
  status: 'open' | 'in_progress' | 'closed';
  priority: 'low' | 'medium' | 'high';
  author: string;
  assignees: string[];
  labels: string[];
};

const STATUSES = ['open', 'in_progress', 'closed'] as const;
const PRIORITIES = ['low', 'medium', 'high'] as const;
const NAMES = ['ada', 'bob'] as const;
const LABELS = ['bug', 'ui', 'doc'];

async function makeIssues(users: Record<(typeof NAMES)[number], TestUser>, count: number): Promise<Made[]> {
  const draw = drawing(20_261);
  const made: Made[] = [];
  for (let number = 1; number <= count; number += 1) {
    const author = draw.one(NAMES);
    const { caller } = users[author];
    const given = { priority: draw.one(PRIORITIES), assignees: draw.some(NAMES), labels: draw.some(LABELS) };
    await caller.issue.create({ title: `Issue ${number}`, description: 'to be found', ...given });
    const status = draw.one(STATUSES);
    const changed = draw.sometimes() ? { assignees: draw.some(NAMES), labels: draw.some(LABELS) } : {};
    await caller.issue.update({ id: String(number), status, ...changed });
    if (draw.sometimes()) await caller.issue.delete({ id: String(number) });
    else made.push({ number, status, author, ...given, ...changed });
  }
  return made.toReversed();
}

test('finds with any filter, page by page and by cursor, what a look at each issue finds', async () => {
  const docket = await openTestDocket({ RATE_LIMIT_READS: '100000' });
  const users = { ada: await docket.createUser('ada'), bob: await docket.createUser('bob') };
  for (const name of LABELS) await users.ada.caller.label.create({ name });
  const made = await makeIssues(users, 60);
  const draw = drawing(4);
  for (let round = 0; round < 150; round += 1) {
    const filter = {
      ...(draw.sometimes() && { status: draw.some(STATUSES) }),
      ...(draw.sometimes() && { priority: draw.some(PRIORITIES) }),
      ...(draw.sometimes() && { author: draw.one(NAMES) }),
      ...(draw.sometimes() && { assignee: draw.one([...NAMES, 'none']) }),
      ...(draw.sometimes() && { label: draw.some(LABELS) }),
    };
    const expected = made.filter((issue) => matches(issue, filter)).map(({ number }) => number);
    const what = JSON.stringify(filter);
    expect(await readByCursor(users.ada, filter), what).toEqual(expected);
    const { items, total } = await users.ada.caller.issue.list({ ...filter, size: 3, page: 2 });
    expect({ numbers: items.map(({ number }) => number), total }, what).toEqual({
      numbers: expected.slice(3, 6),
      total: expected.length,
    });
  }
});

function matches(issue: Made, { status, priority, author, assignee, label = [] }: NonNullable<Listed>): boolean {
  return (
    (!status?.length || status.includes(issue.status)) &&
    (!priority?.length || priority.includes(issue.priority)) &&
    (author === undefined || issue.author === author) &&
    (assignee === undefined ||
      (assignee === 'none' ? issue.assignees.length === 0 : issue.assignees.includes(assignee))) &&
    label.every((name) => issue.labels.includes(name))
  );
}

async function readByCursor({ caller }: TestUser, filter: Listed): Promise<number[]> {
  const numbers: number[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { items, next_cursor } = await caller.issue.list({ ...filter, size: 7, ...(cursor && { cursor }) });
    numbers.push(...items.map(({ number }) => number));
    cursor = next_cursor;
  }
  return numbers;
}
