// A list shows the issues of the projects that are seen, and of those the ones that it is asked for.

import { MAIN_PROJECT_ID, openDatabase } from '@docket/db';
import { openTestDocket } from '@docket/kit/docket';
import { afterAll, expect, test } from 'vitest';
import { listIssues } from '../../src/features/issue/queries/list.ts';
import { ListIssues } from '../../src/features/issue/schema/list.ts';
import { readerFor } from '../../src/visibility/handles.ts';
import { type Sight, sightOf } from '../../src/visibility/sight.ts';

const docket = await openTestDocket({}, afterAll);
const ada = await docket.createUser('ada');
const database = await openDatabase(docket.settings.DATABASE_URL);
afterAll(() => database.close());

/** By key: the id of a project. The key of `APP` was `OLD` before. */
const ids = {
  MAIN: MAIN_PROJECT_ID,
  WEB: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c01',
  APP: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c02',
};
const created_at = docket.clock.now.toISOString();
await database.write(async (db) => {
  for (const [key, id] of Object.entries(ids).slice(1)) {
    const more = { name: key, visibility: 'private' as const, version: 1, created_at, updated_at: created_at };
    await db
      .insertInto('project')
      .values({ id, key, ...more })
      .execute();
    await db.insertInto('project_key').values({ key, project_id: id }).execute();
    const counts = { last_number: 2, open_issues: 1, closed_issues: 1 };
    await db
      .insertInto('issue_counter')
      .values({ project_id: id, ...counts })
      .execute();
  }
  await db.insertInto('project_key').values({ key: 'OLD', project_id: ids.APP }).execute();
});

// Two in each project, of which the second is closed, has a label and is assigned.
await ada.caller.label.create({ name: 'bug' });
for (const project_id of Object.values(ids)) {
  for (const more of [{}, { labels: ['bug'], assignees: ['ada'], priority: 'high' as const }]) {
    const { id } = await ada.caller.issue.create({ title: 'Listed', description: 'to be found', ...more });
    if ('labels' in more) await ada.caller.issue.update({ id, status: 'closed' });
    const number = 'labels' in more ? 2 : 1;
    await database.write(async (db) => {
      if (project_id !== MAIN_PROJECT_ID) {
        await db.updateTable('issue').set({ project_id, number }).where('id', '=', id).execute();
      }
      await db.updateTable('issue_label').set({ project_id }).where('issue_id', '=', id).execute();
      await db.updateTable('issue_assignee').set({ project_id }).where('issue_id', '=', id).execute();
    });
  }
}
await database.write((db) =>
  db
    .updateTable('issue_counter')
    .set({ open_issues: 1, closed_issues: 1 })
    .where('project_id', '=', MAIN_PROJECT_ID)
    .execute(),
);

const standing = { visibility: 'private' as const, is_archived: false };
const all = new Map(Object.values(ids).map((id) => [id, standing]));

function seeing(...keys: (keyof typeof ids)[]): Sight {
  return sightOf(all, { project_ids: keys.map((key) => ids[key]), roles: new Map() });
}

const by = { actor: { kind: 'user' as const, ...ada.user, scopes: undefined }, hides_emails: false };

async function keysOf(sight: Sight, input: Partial<ListIssues>) {
  const given = ListIssues.parse(input);
  const { items, total } = await listIssues(readerFor(database.read, sight), given, by as never); // an actor in short
  expect(total).toBe(items.length);
  return items.map(({ key }) => key);
}

const SEES_EACH = seeing('MAIN', 'WEB', 'APP');
const EACH = ['APP-2', 'APP-1', 'WEB-2', 'WEB-1', 'MAIN-2', 'MAIN-1'];
const inProjects = (...keys: string[]) => EACH.filter((key) => keys.some((project) => key.startsWith(project)));
const closed = (keys: string[]) => keys.filter((key) => key.endsWith('2'));

/** Each of them matches the second issue of a project. */
const filters: Partial<ListIssues>[] = [
  { status: ['closed'] },
  { label: ['bug'] },
  { assignee: 'me' },
  { priority: ['high'] },
  { author: 'me', priority: ['high'] },
  { label: ['bug'], assignee: 'me', status: ['closed'] },
];

test.each([
  ['all', SEES_EACH, EACH],
  ['two projects', seeing('APP', 'MAIN'), inProjects('APP', 'MAIN')],
  ['one', seeing('WEB'), inProjects('WEB')],
  ['none', seeing(), []],
])('shows who sees %s their issues, and no other, with each filter', async (_what, sight, expected) => {
  expect(await keysOf(sight, {})).toEqual(expected);
  for (const filter of filters) expect(await keysOf(sight, filter), JSON.stringify(filter)).toEqual(closed(expected));
});

test.each([
  [['web'], ['WEB']],
  [
    ['WEB', 'Main'],
    ['WEB', 'MAIN'],
  ],
  [['old'], ['APP']],
  [[ids.APP.toUpperCase()], ['APP']],
  [['nope'], []],
  [['nope', 'web'], ['WEB']],
])('finds in %j the issues of %j, of those that are seen', async (project, expected) => {
  const keys = inProjects(...expected);
  expect(await keysOf(SEES_EACH, { project })).toEqual(keys);
  expect(await keysOf(SEES_EACH, { project, label: ['bug'] })).toEqual(closed(keys));
  const seen = seeing('WEB');
  const rest = keys.filter((key) => key.startsWith('WEB'));
  expect(await keysOf(seen, { project })).toEqual(rest);
  expect(await keysOf(seen, { project, status: ['closed'] })).toEqual(closed(rest));
});
