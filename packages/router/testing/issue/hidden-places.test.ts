// A list that gives up says how far it came. That is never the place of an issue that the actor may not see.

import { MAIN_PROJECT_ID } from '@docket/db';
import { fillInBulk } from '@docket/kit/bulk';
import { openTestDocket } from '@docket/kit/docket';
import { afterAll, expect, test } from 'vitest';

const docket = await openTestDocket({}, afterAll);
const script = docket.caller({ system: 'test' });
const ada = await docket.createUser('ada');
const { id: open } = await script.project.create({ key: 'WEB', name: 'Web', visibility: 'internal' });
const { id: hidden } = await script.project.create({ key: 'OPS', name: 'Operations', visibility: 'private' });
const rare = await script.label.create({ name: 'rare' });
const common = await script.label.create({ name: 'common' });
await fillInBulk(docket.database, {
  issues: 18_000,
  projects: [MAIN_PROJECT_ID, open, hidden], // of issue 3, of issue 4, of issue 2
  authors: [ada.user.id],
  labels: [
    { id: rare.id, on: 'i % 3 = 2 and i <= 9000 or i in (3, 4)' },
    { id: common.id, on: 'i % 3 = 2 or i in (3, 4)' },
  ],
});

test.each([
  { label: ['rare'], closed_after: '2020-01-01T00:00:00Z' },
  { label: ['rare'], author: 'ada' },
  { label: ['common'], priority: ['low' as const, 'medium' as const] },
  { label: ['common'], sort: 'updated-desc' as const },
])('a list gives up on places that are seen: %j', async (filter) => {
  const ids = new Set((await issuesSeen()).map(({ id }) => id));
  const { numbers, cursors } = await readAll(filter);
  for (const cursor of cursors) expect(ids).toContain(placeIn(cursor));
  expect(numbers).toEqual([2, 1]);
  expect(cursors.length).toBeGreaterThan(1);
});

test.each([
  { label: ['rare'] },
  { author: 'ada', label: ['rare'] },
  { label: ['common'], priority: ['low' as const, 'medium' as const] },
  { label: ['common'], sort: 'updated-desc' as const },
  { label: ['common'], sort: 'created-asc' as const },
])('so does one of more projects than it has parts: %j', async (filter) => {
  await haveManyProjects();
  const times = new Set((await issuesSeen()).flatMap(({ created_at, updated_at }) => [created_at, updated_at]));
  const { numbers, cursors } = await readAll(filter);
  for (const cursor of cursors) expect(times).toContain(timeIn(cursor));
  expect(numbers.toSorted()).toEqual([1, 2]);
});

let many: Promise<void> | undefined;

function haveManyProjects(): Promise<void> {
  many ??= createManyProjects();
  return many;
}

/** One after another: there is one connection to write with, and whoever waits for it too long is refused. */
async function createManyProjects(): Promise<void> {
  for (const key of Array.from({ length: 65 }, (_, at) => `P${at}A`))
    await script.project.create({ key, name: key, visibility: 'internal' });
}

/** Of all pages of a list. */
async function readAll(filter: object): Promise<{ numbers: number[]; cursors: string[] }> {
  const numbers: number[] = [];
  const cursors: string[] = [];
  for (let cursor: string | undefined, isFirst = true; cursor || isFirst; isFirst = false) {
    const page = await ada.caller.issue.list({ ...filter, ...(cursor && { cursor }) });
    numbers.push(...page.items.map(({ number }) => number));
    cursor = page.next_cursor ?? undefined;
    if (cursor) cursors.push(cursor);
  }
  return { numbers, cursors };
}

function issuesSeen() {
  return docket.database.read
    .selectFrom('issue')
    .select(['id', 'created_at', 'updated_at'])
    .where('project_id', 'in', [MAIN_PROJECT_ID, open])
    .execute();
}

function placeIn(cursor: string): string | undefined {
  return partsOf(cursor).at(-1);
}

function timeIn(cursor: string): string | undefined {
  return partsOf(cursor).at(-2);
}

function partsOf(cursor: string): string[] {
  return Buffer.from(cursor, 'base64url').toString().split(' ');
}
