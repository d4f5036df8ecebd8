// A list walks the index of the rarest of its conditions. Whichever that is, no statement does more than walk it.

import { openDatabase } from '@docket/db';
import { fillInBulk } from '@docket/kit/bulk';
import { faultsOf, recording } from '@docket/kit/plans';
import { openWorld } from '@docket/kit/world';
import { afterAll, expect, test } from 'vitest';
import { isLong } from '../../../../tests/faults/figures.ts';
import { isPostgres } from '../../../db/src/engine.ts';
import { type Asked, type Filter, MOST_PROJECTS } from '../../src/features/issue/queries/asked.ts';
import { orderOf, type Place } from '../../src/features/issue/queries/orders.ts';
import { sourceOf } from '../../src/features/issue/queries/source.ts';
import { waysOf } from '../../src/features/issue/queries/ways.ts';
import { ListIssues, type Sort } from '../../src/features/issue/schema/list.ts';
import { readerFor } from '../../src/visibility/handles.ts';
import { SEES_ALL } from '../../src/visibility/sight.ts';

const ID = '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c11';
const AT = '2026-01-31T09:30:00.000Z';
const DAY = '2026-01-31';

const all = productOf([
  [{}, { label_ids: [ID] }],
  [{}, { assignee_id: ID }, { unassigned: true }],
  [{}, { author_id: ID }],
  [{}, { statuses: ['open'] }],
  [{}, { priorities: ['low', 'high'] }],
  [{}, { created_after: AT, created_before: AT }, { updated_after: AT }, { closed_before: AT }, { due_after: DAY }],
]);

const pairs = all.filter((filter) => Object.keys(filter).length <= 2);

/** Those that ask for one thing at most, and those that ask for more of the same. */
const some: Filter[] = [
  ...pairs.filter((filter) => Object.keys(filter).length <= 1),
  { created_after: AT, created_before: AT },
  { label_groups: [JSON.stringify([ID])], author_id: ID },
  { label_ids: [ID, ID.replace('019', '01a')], statuses: ['open', 'closed'] },
  { priorities: ['low'], updated_after: AT, updated_before: AT, closed_after: AT, closed_before: AT },
  { due_after: DAY, due_before: DAY, closed_after: AT, statuses: ['closed'] },
];

function productOf(parts: Filter[][]): Filter[] {
  return parts.reduce((all, part) => all.flatMap((filter) => part.map((more) => ({ ...filter, ...more }))), [{}]);
}

/** What a sort is tried with: who sees everything, and who sees some projects, or more than a walk has parts. */
function scopesOf(sort: Sort): (Pick<Asked, 'within'> & { seen?: string })[] {
  const hasIndex = sort.startsWith('created') || sort.startsWith('updated');
  const [one, some, many] = [of(1), of(3), of(MOST_PROJECTS + 1)];
  if (!hasIndex) return [{ within: some, seen: some }];
  const ofMany = { within: many, seen: many };
  return sort === 'created-desc'
    ? [{ within: some }, { within: one, seen: one }, { within: some, seen: some }, ofMany]
    : [{ within: some, seen: some }, ofMany];
}

function of(projects: number): string {
  return JSON.stringify(Array.from({ length: projects }, () => ID));
}

const world = await openWorld(afterAll);
const database = await openDatabase(world.docket.settings.DATABASE_URL);
afterAll(() => database.close());

// To sort a handful of issues costs PostgreSQL as much as to walk an index: it takes either.
const authors = (await database.read.selectFrom('user').select('id').execute()).map(({ id }) => id);
await fillInBulk(database, { issues: 3000, after: 10_000, authors });

const { read, taken } = recording(database);
const reader = readerFor(read, SEES_ALL);

function placeIn(sort: Sort): Place {
  if (/^(number|comments|reactions)/.test(sort)) return { id: ID, value: 7 };
  if (sort.startsWith('due')) return { id: ID, value: DAY };
  return { id: ID, value: AT, ...(sort.startsWith('priority') && { priority: 'medium' as const }) };
}

async function walkAll(asked: Asked, after: Place): Promise<void> {
  for (const way of waysOf(asked)) {
    const { find, giveUp, count } = sourceOf(reader, { asked, walked: way, counted: way });
    await find({ after: undefined, offset: 0, limit: 20 });
    await find({ after, offset: 0, limit: 20 });
    await giveUp?.(undefined);
    await giveUp?.(after);
    await count();
  }
}

/** Those of one kind are walked alike; the short form tries one of each on PostgreSQL, which takes long to plan. */
const isShort = isPostgres(database.read) && !isLong;
const sorts = ListIssues.shape.sort
  .unwrap()
  .options.filter((sort) => !isShort || /^(created|updated|priority)-desc$/.test(sort));

test.each(sorts)('walks an index on every way to what a filter asks for, sorted by %s', async (sort) => {
  for (const { within, seen } of scopesOf(sort)) {
    for (const one of sort === 'created-desc' ? pairs : some) {
      const filter = { ...(seen && { projects: seen }), ...one };
      await walkAll({ filter, order: orderOf(sort), within }, placeIn(sort));
    }
  }
  const statements = taken();
  expect(statements.length).toBeGreaterThan(some.length);
  for (const query of statements) expect(await faultsOf(database, query), query.sql).toEqual([]);
});
