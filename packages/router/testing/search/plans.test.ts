// What a search asks of each issue, and the walk through issues of some projects, are looked up in indexes.

import { MAIN_PROJECT_ID, openDatabase, textQueryOf } from '@docket/db';
import { fillInBulk } from '@docket/kit/bulk';
import { countForPlanner } from '@docket/kit/database';
import { openTestDocket } from '@docket/kit/docket';
import { faultsOf, indexesOf, recording } from '@docket/kit/plans';
import { afterAll, expect, test } from 'vitest';
import { countNewest, newestOf } from '../../src/features/issue/queries/newest.ts';
import { fieldsFor } from '../../src/features/issue/queries/wheres.ts';
import { hitsIn } from '../../src/features/issue/queries/words.ts';
import { readerFor } from '../../src/visibility/handles.ts';
import { SEES_ALL } from '../../src/visibility/sight.ts';

const docket = await openTestDocket({}, afterAll);
const people = await Promise.all(['ada', 'bob', 'cyd'].map((name) => docket.createUser(name)));
const authors = people.map(({ user }) => user.id);
await fillInBulk(docket.database, { issues: 2000, authors, comments: 3 });

const database = await openDatabase(docket.settings.DATABASE_URL);
afterAll(() => database.close());
const { read, taken } = recording(database);
const reader = readerFor(read, SEES_ALL);
const words = { hits: hitsIn(reader, textQueryOf('happens'), undefined) };
const after = { id: authors[0] ?? '', rank: 0, value: '2026-01-31T09:30:00.000Z' };

test('walks the newest issues of some projects in an index, from a place on and to where it gives up', async () => {
  for (const ids of [[MAIN_PROJECT_ID], [MAIN_PROJECT_ID, authors[0] ?? '', authors[1] ?? '']]) {
    const projects = JSON.stringify(ids);
    await newestOf(reader, { filter: { projects }, words }, { after: undefined, limit: 11 });
    await newestOf(reader, { filter: { projects, statuses: ['open'] }, words }, { after, limit: 11 });
    await countNewest(reader, { filter: { projects, statuses: ['open'] }, words });
  }
  const statements = taken();
  expect(statements.length).toBeGreaterThan(6);
  for (const query of statements) expect(await faultsOf(database, query), query.sql).toEqual([]);
  await countForPlanner(docket.settings.DATABASE_URL); // only one project has issues
  for (const query of statements) expect(await faultsOf(database, query), query.sql).toEqual([]);
  for (const query of statements.filter(({ sql }) => !sql.includes('from issue_words'))) {
    expect(await indexesOf(database, query), query.sql).toContain('issue_project_created');
  }
});

test('looks up comments by their author and issue', async () => {
  const filter = fieldsFor({ any: [{ commenter: authors[0] ?? '' }, { commenter: authors[1] ?? '' }] });
  await countNewest(reader, { filter: { ...filter, projects: JSON.stringify([MAIN_PROJECT_ID]) }, words });
  const [query] = taken();
  if (!query) throw new Error('nothing was asked');
  expect(await indexesOf(database, query)).toContain('comment_author');
});

test('looks up who is named by the user and the issue', async () => {
  const filter = fieldsFor({ any: [{ mentions: authors[0] ?? '' }, { not: { mentions: authors[1] ?? '' } }] });
  await countNewest(reader, { filter: { ...filter, projects: JSON.stringify([MAIN_PROJECT_ID]) }, words });
  const [query] = taken();
  if (!query) throw new Error('nothing was asked');
  expect(await indexesOf(database, query)).toContain('mention_user');
});
