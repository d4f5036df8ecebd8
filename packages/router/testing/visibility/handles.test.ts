import { MAIN_PROJECT_ID, openDatabase } from '@docket/db';
import { openTestDocket } from '@docket/kit/docket';
import { recording } from '@docket/kit/plans';
import { newId } from '@docket/router';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { isPostgres } from '../../../db/src/engine.ts';
import { createIssue } from '../../src/features/issue/commands/create.ts';
import { getIssue, readIssues } from '../../src/features/issue/queries/get.ts';
import { CreateIssue } from '../../src/features/issue/schema/write.ts';
import { readerFor, writingAs } from '../../src/visibility/handles.ts';
import { sightOf } from '../../src/visibility/sight.ts';

const docket = await openTestDocket({}, afterAll);
const { user } = await docket.createUser('ada');
const database = await openDatabase(docket.settings.DATABASE_URL);
afterAll(() => database.close());

const standing = { visibility: 'internal', is_archived: false } as const;
const projects = new Map([MAIN_PROJECT_ID, 'another'].map((id) => [id, standing]));

function sightOfOnly(...project_ids: string[]) {
  return sightOf(projects, { project_ids, roles: new Map() });
}

test('who sees some projects writes by the statements of who sees all, and nobody else sees it', async () => {
  const actor = { kind: 'user', id: user.id, role: 'user', session_id: null, token_id: null, scopes: null } as const;
  const by = { actor, at: docket.clock.now.toISOString() };
  const input = CreateIssue.parse({ title: 'Seen by some', description: 'in the main project' });
  const { id } = await database.write((inner) =>
    writingAs(inner, sightOfOnly(MAIN_PROJECT_ID), (db) => createIssue(db, input, by)),
  );
  expect(await getIssue(readerFor(database.read, sightOfOnly(MAIN_PROJECT_ID)), id)).toMatchObject({ id });
  await expect(getIssue(readerFor(database.read, sightOfOnly()), id)).rejects.toThrow('Issue not found');
});

// PostgreSQL counts how many issues a project has, and takes the ids by itself.
test.skipIf(isPostgres(database.read))(
  'who sees some projects reads a page by its ids, not all that is in them',
  async () => {
    const { read, taken } = recording(database);
    const refs = Array.from({ length: 100 }, () => ({ id: newId() }));
    await readIssues(readerFor(read, sightOfOnly(MAIN_PROJECT_ID)), refs);
    const [query] = taken();
    const plan = sql.raw(`explain query plan ${query?.sql.replaceAll('+?', 'null')}`);
    const { rows } = await plan.execute(database.read);
    expect(JSON.stringify(rows)).toContain('SEARCH issue USING INDEX sqlite_autoindex_issue_1 (id=?)');
  },
);
