// Whatever a list is sorted by and asked for, and whatever its reader sees, it has by cursor what a look at each issue
// finds and a sort of all gives: without repeats or gaps.

import { type Database, openDatabase } from '@docket/db';
import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readList } from '../../src/core/pagination.ts';
import type { Asked } from '../../src/features/issue/queries/asked.ts';
import { dueColumns } from '../../src/features/issue/queries/due.ts';
import { askedOf } from '../../src/features/issue/queries/filter.ts';
import { listIssues } from '../../src/features/issue/queries/list.ts';
import { cursorsOf } from '../../src/features/issue/queries/orders.ts';
import { sourceOf } from '../../src/features/issue/queries/source.ts';
import { waysOf } from '../../src/features/issue/queries/ways.ts';
import { type IssueList, ListIssues, type Sort } from '../../src/features/issue/schema/list.ts';
import { readerFor } from '../../src/visibility/handles.ts';
import { type Sight, sightOf } from '../../src/visibility/sight.ts';
import { drawing } from './drawing.ts';
import { dayOf, type Made, makeIssues, PRIORITIES, PROJECTS, STATUSES, sorted, timeOf } from './drawn-issues.ts';

const SORTS = ListIssues.shape.sort.unwrap().options;

const docket = await openTestDocket({ RATE_LIMIT_READS: '100000' }, afterAll);
const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
const users = { ada: ada.user.id, bob: bob.user.id };
const labels = Object.fromEntries(
  await Promise.all(['bug', 'ui'].map(async (name) => [name, (await ada.caller.label.create({ name })).id] as const)),
);
const database = await openDatabase(docket.settings.DATABASE_URL);
afterAll(() => database.close());

async function write({ write: change }: Database, made: Made[]): Promise<void> {
  await change(async (db) => {
    for (const [at, id] of PROJECTS.slice(1).entries()) {
      const times = { created_at: timeOf(0), updated_at: timeOf(0) };
      const project = {
        id,
        key: `P${at}`,
        name: `Project ${at}`,
        visibility: 'internal' as const,
        version: 1,
        ...times,
      };
      await db.insertInto('project').values(project).execute();
      const counts = { last_number: 0, open_issues: 0, closed_issues: 0 };
      await db
        .insertInto('issue_counter')
        .values({ project_id: id, ...counts })
        .execute();
    }
    for (const { author, assignees, labels: named, ...issue } of made) {
      const { id: issue_id, project_id, status, priority, created_at, deleted_at } = issue;
      const texts = { title: 'Sorted', description: 'to be found', version: 1, serial: issue.number };
      const row = {
        ...issue,
        ...texts,
        ...dueColumns(issue.due_on),
        author_id: users[author],
        assignee_count: assignees.length,
      };
      await db.insertInto('issue').values(row).execute();
      const link = { issue_id, project_id, status, priority, listed_at: deleted_at === null ? created_at : null };
      for (const name of assignees) {
        await db
          .insertInto('issue_assignee')
          .values({ ...link, user_id: users[name] })
          .execute();
      }
      for (const name of named) {
        const label_id = labels[name] as string; // one of both
        await db
          .insertInto('issue_label')
          .values({ ...link, label_id })
          .execute();
      }
    }
    for (const project_id of PROJECTS) {
      const listed = made.filter((issue) => issue.project_id === project_id && issue.deleted_at === null);
      const open_issues = listed.filter(({ status }) => status !== 'closed').length;
      const counts = { open_issues, closed_issues: listed.length - open_issues };
      await db.updateTable('issue_counter').set(counts).where('project_id', '=', project_id).execute();
    }
  });
}

const made = makeIssues(150);
beforeAll(() => write(database, made));

type Input = Partial<ListIssues>;

const isIn = (value: string | null, after?: string, before?: string) =>
  (after === undefined || (value !== null && value >= after)) &&
  (before === undefined || (value !== null && value < before));

function matches(issue: Made, sight: Sight, input: Input): boolean {
  const { project, status, priority, author, assignee, label = [] } = input;
  return (
    issue.deleted_at === null &&
    (sight.project_ids?.has(issue.project_id) ?? true) &&
    (!project?.length || project.includes(issue.project_id)) &&
    (!status?.length || status.includes(issue.status)) &&
    (!priority?.length || priority.includes(issue.priority)) &&
    (author === undefined || issue.author === author) &&
    (assignee === undefined ||
      (assignee === 'none' ? issue.assignees.length === 0 : issue.assignees.some((name) => name === assignee))) &&
    label.every((name) => issue.labels.includes(name)) &&
    isIn(issue.created_at, input.created_after, input.created_before) &&
    isIn(issue.updated_at, input.updated_after, input.updated_before) &&
    isIn(issue.closed_at, input.closed_after, input.closed_before) &&
    isIn(issue.due_on, input.due_after, input.due_before)
  );
}

function drawInput(draw: ReturnType<typeof drawing>): Input {
  const from = (name: string) => (draw.sometimes(6) ? { [name]: timeOf(draw.below(8)) } : {});
  return {
    ...(draw.sometimes() && { project: [draw.one(PROJECTS)] }),
    ...(draw.sometimes() && { status: draw.some(STATUSES) }),
    ...(draw.sometimes() && { priority: draw.some(PRIORITIES) }),
    ...(draw.sometimes() && { author: draw.one(['ada', 'bob']) }),
    ...(draw.sometimes() && { assignee: draw.one(['ada', 'bob', 'none']) }),
    ...(draw.sometimes() && { label: draw.some(['bug', 'ui']) }),
    ...from('created_after'),
    ...from('created_before'),
    ...from('updated_after'),
    ...from('updated_before'),
    ...from('closed_after'),
    ...from('closed_before'),
    ...(draw.sometimes(6) && { due_after: dayOf(draw.below(6)) }),
    ...(draw.sometimes(6) && { due_before: dayOf(draw.below(7)) }),
  };
}

const standing = { visibility: 'internal' as const, is_archived: false };
const all = new Map(PROJECTS.map((id) => [id, standing]));
const sights = [PROJECTS, PROJECTS.slice(1), PROJECTS.slice(0, 1)].map((project_ids) =>
  sightOf(all, { project_ids, roles: new Map() }),
);
const by = { actor: { kind: 'user', ...ada.user }, hides_emails: false } as never; // an actor in short

function list(sight: Sight, input: Input) {
  return listIssues(readerFor(database.read, sight), ListIssues.parse(input), by);
}

const idsOf = (issues: { id: string }[]) => issues.map(({ id }) => id);

type Read = (input: Input) => Promise<Pick<IssueList, 'items' | 'next_cursor'>>;

async function readByCursor(read: Read): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { items, next_cursor } = await read({ size: 20, ...(cursor && { cursor }) });
    ids.push(...idsOf(items));
    cursor = next_cursor;
  }
  return ids;
}

/** A reader for each way that leads to the issues, of which a list takes the shortest. */
async function waysTo(sight: Sight, input: Input): Promise<Read[]> {
  const db = readerFor(database.read, sight);
  const given = ListIssues.parse(input);
  const asked = await askedOf(db, given, by);
  const cursors = cursorsOf(given.sort ?? 'created-desc');
  const ways = asked ? waysOf(asked) : [];
  return ways.map((way) => (range) => {
    const source = sourceOf(db, { asked: asked as Asked, walked: way, counted: way }); // it has this way
    return readList({ page: 1, ...range }, { ...source, cursors });
  });
}

/** In all sorts together, each kind of filter comes with each other one. */
const ROUNDS = 8;

test.each(SORTS)('has each issue once, sorted by %s', async (sort) => {
  const draw = drawing(SORTS.indexOf(sort) + 7);
  for (let round = 0; round < ROUNDS; round += 1) {
    const sight = draw.one(sights);
    const input = { ...(round > 2 && drawInput(draw)), sort };
    const what = JSON.stringify({ seen: sight.seen, ...input });
    const matching = made.filter((issue) => matches(issue, sight, input));
    const expected = idsOf(sorted(matching, sort));
    expect(await readByCursor((range) => list(sight, { ...input, ...range })), what).toEqual(expected);
    for (const read of await waysTo(sight, input)) expect(await readByCursor(read), what).toEqual(expected);
    const { items, total } = await list(sight, { ...input, size: 3, page: 2 });
    const second = { ids: idsOf(items), total };
    expect(second, what).toEqual({ ids: expected.slice(3, 6), total: expected.length });
  }
});

// Behind the place of an old issue of medium priority are all of low priority, also newer ones.
test('reads on in the order by priority with another filter than the cursor was given with', async () => {
  const sort = 'priority-desc';
  const { next_cursor } = await list(sights[0] as Sight, { sort, priority: ['medium'], size: 1, page: 30 });
  const read = (priority: Input['priority']) =>
    list(sights[0] as Sight, { sort, priority, size: 100, cursor: next_cursor ?? '' });
  const low = made.filter(({ priority, deleted_at }) => priority === 'low' && deleted_at === null);
  expect(idsOf((await read(['low', 'high'])).items)).toEqual(idsOf(sorted(low, sort)));
  expect((await read(['high'])).items).toEqual([]);
});

test('refuses the cursor of another order, and says so', async () => {
  for (const sort of SORTS) {
    const { next_cursor } = await ada.caller.issue.list({ sort, size: 2 });
    const other = SORTS.find((one) => one !== sort) as Sort; // there are ten
    const refusal = await refusalOf(ada.caller.issue.list({ sort: other, cursor: next_cursor ?? '' }));
    expect(refusal).toMatchObject({ status: 422, errors: [{ path: 'cursor', code: 'invalid_cursor' }] });
    expect(refusal.errors?.[0]?.message).toContain('another order');
  }
});
