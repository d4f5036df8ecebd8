// Runs on sqlite, and on both with WALKS=long: it fills six databases with thousands of issues.

// Databases that differ in what is hidden alone give the same lists: items, totals, cursors and lengths of pages.

import { MAIN_PROJECT_ID, type Writer } from '@docket/db';
import { fillInBulk } from '@docket/kit/bulk';
import { openTestDocket, type TestUser } from '@docket/kit/docket';
import { newId } from '@docket/router';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { casesAt } from '../../../../tests/walks.ts';
import { isPostgres } from '../../../db/src/engine.ts';
import { ListIssues, type Sort } from '../../src/features/issue/schema/list.ts';

/** Issues of blocks that take turns: those that are seen, of which there are more than any list looks at, and the hidden ones. */
const BLOCK = 1400;
const BLOCKS = 4;

/** How many issues the hidden project has in each block; undefined: there is no such project. */
type Hidden = number | undefined;

/** Many hidden issues, none, and nothing that is hidden at all. */
const HIDDEN: Hidden[] = [BLOCK, 0, undefined];

/** Who sees the projects that are not hidden, of which there are so many. */
async function openTwin(hidden: Hidden, seen: number): Promise<Twin> {
  const docket = await openTestDocket({ RATE_LIMIT_READS: '1000000', RATE_LIMIT_WRITES: '1000000' }, afterAll);
  const script = docket.caller({ system: 'test' });
  const { user, caller } = await docket.createUser('ada');
  const [ada, bob, eve] = [user.id, (await docket.createUser('bob')).user.id, (await docket.createUser('eve')).user.id];
  const others = Array.from({ length: seen - 2 }, (_, nth) => ({ id: newId(), key: `P${nth}X` }));
  if (others.length > 0) await docket.database.write((db) => insertProjects(db, others));
  const last = await script.project.create({ key: 'WEB', name: 'Web', visibility: 'internal' });
  const projects = [MAIN_PROJECT_ID, ...others.map(({ id }) => id), last.id];
  const common = [];
  for (const [name, on] of Object.entries({ even: 'i % 2 = 0', odd: 'i % 2 = 1', always: '1 = 1' })) {
    common.push({ id: (await script.label.create({ name })).id, on });
  }
  const { id: rare } = await script.label.create({ name: 'rare' });
  const ops = hidden === undefined ? undefined : await script.project.create({ ...OPS, visibility: 'private' });
  for (let after = 0; after < 2 * BLOCK * BLOCKS; after += 2 * BLOCK) {
    await fillInBulk(docket.database, {
      issues: BLOCK,
      after,
      projects,
      authors: [ada, bob, bob, ada, bob],
      assigned: 'i % 3 = 0',
      labels: [...common, { id: rare, on: `i in (${after + 1}, ${after + 2})` }],
    });
    await fillInBulk(docket.database, {
      issues: hidden ?? 0,
      after: after + BLOCK,
      projects: [ops?.id ?? ''],
      authors: [eve, ada],
      assigned: 'i % 3 = 0',
      labels: [...common, { id: rare, on: '1 = 1' }],
    });
  }
  await docket.database.write(async (db) => (isPostgres(db) ? sql`analyze`.execute(db) : undefined));
  return { caller };
}

/** Much faster than one call for each. */
async function insertProjects(db: Writer, projects: { id: string; key: string }[]): Promise<void> {
  const at = new Date().toISOString();
  const standing = { visibility: 'internal' as const, version: 1, created_at: at, updated_at: at };
  await db
    .insertInto('project')
    .values(projects.map(({ id, key }) => ({ id, key, name: key, ...standing })))
    .execute();
  await db
    .insertInto('project_key')
    .values(projects.map(({ id, key }) => ({ key, project_id: id })))
    .execute();
  const counts = { last_number: 0, open_issues: 0, closed_issues: 0 };
  await db
    .insertInto('issue_counter')
    .values(projects.map(({ id }) => ({ project_id: id, ...counts })))
    .execute();
}

const OPS = { key: 'OPS', name: 'Operations' };

type Twin = { caller: TestUser['caller'] };
type Asked = NonNullable<Parameters<Twin['caller']['issue']['list']>[0]>;

const filters: Asked[] = [
  {},
  { status: ['open'] },
  { priority: ['high'] },
  { priority: ['low', 'medium'], status: ['closed', 'in_progress'] },
  { author: 'ada' },
  { author: 'eve' },
  { assignee: 'ada' },
  { assignee: 'eve' },
  { assignee: 'none' },
  { label: ['even'] },
  { label: ['rare'] },
  { label: ['even', 'odd'] },
  { label: ['rare', 'always'], priority: ['high'] },
  { label: ['always'], author: 'ada', assignee: 'none' },
  { label: ['rare'], author: 'ada' },
  { author: 'ada', assignee: 'ada' },
  { author: 'bob', priority: ['high'] },
  { milestone: 'none' },
  { milestone: 'none', assignee: 'none' },
  { created_after: '2020-01-02T00:00:00Z', label: ['even'] },
  { updated_before: '2020-01-06T00:00:00Z' },
  { closed_after: '2020-01-03T00:00:00Z' },
  { closed_after: '2020-01-03T00:00:00Z', closed_before: '2020-01-05T00:00:00Z', author: 'ada' },
  { q: 'author:eve' },
  { q: 'author:ada -label:even' },
  { q: 'assignee:eve OR label:rare' },
  { q: 'label:always comments:>0' },
];

type Page = Awaited<ReturnType<Twin['caller']['issue']['list']>>;

/** The second page, and the first ones by cursors. */
async function readSome({ caller }: Twin, asked: Asked): Promise<object[]> {
  const pages = [await caller.issue.list({ ...asked, page: 2 })];
  for (let cursor: string | null | undefined; cursor !== null && pages.length < 4; ) {
    const page = await caller.issue.list({ ...asked, size: 100, ...(cursor && { cursor }) });
    pages.push(page);
    cursor = page.next_cursor;
  }
  return pages.map(plainly);
}

/** Without what two databases draw for themselves: the ids of people, labels and projects. */
function plainly(page: Page) {
  return { ...page, items: page.items.map(({ key }) => key) };
}

const sorts = ListIssues.shape.sort.unwrap().options;

describe.each([
  { seen: 2, ordered: sorts },
  // More than a walk has parts.
  { seen: 70, ordered: sorts.filter((sort) => /^(created|updated)/.test(sort)) },
])('nothing of what is hidden beside $seen projects', async ({ seen, ordered }) => {
  const twins: Twin[] = [];
  for (const hidden of HIDDEN) {
    // One at a time, so that each has its time.
    beforeAll(async () => {
      twins.push(await openTwin(hidden, seen));
    });
  }

  test.each(ordered)('in the order %s', async (sort: Sort) => {
    for (const filter of casesAt(ordered.indexOf(sort), filters, ordered.length > 4 ? 6 : 4)) {
      const asked = { ...filter, sort };
      const [full, empty, none] = await Promise.all(twins.map((twin) => readSome(twin, asked)));
      expect(full, JSON.stringify(asked)).toEqual(empty);
      expect(full, JSON.stringify(asked)).toEqual(none);
    }
  });
});
