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
  const seen = await docket.database.read
    .selectFrom('issue')
    .select('id')
    .where('project_id', 'in', [MAIN_PROJECT_ID, open])
    .execute();
  const ids = new Set(seen.map(({ id }) => id));
  const numbers: number[] = [];
  let pages = 0;
  for (let cursor: string | null | undefined; cursor !== null; pages += 1) {
    const page = await ada.caller.issue.list({ ...filter, ...(cursor && { cursor }) });
    numbers.push(...page.items.map(({ number }) => number));
    cursor = page.next_cursor;
    if (cursor !== null) expect(ids).toContain(placeIn(cursor));
  }
  expect(numbers).toEqual([2, 1]);
  expect(pages).toBeGreaterThan(2);
});

function placeIn(cursor: string): string | undefined {
  return Buffer.from(cursor, 'base64url').toString().split(' ').at(-1);
}
