// Runs on sqlite: PostgreSQL merges the parts of its index by itself.

import { createTestDatabase } from '@docket/kit/database';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/open.ts';
import { IssueDocument } from '../../src/search/document.ts';
import { writeWords } from '../../src/search/indexing.ts';
import { tidyIndex } from '../../src/search/tidy.ts';
import { countPartsOnSqlite } from '../../src/sqlite/search.ts';
import { hitsOf } from './test-index.ts';

// Of its own: other tests of the index leave nothing in theirs.
const database = await openDatabase(await createTestDatabase({ onEnd: afterAll }));
afterAll(() => database.close());

/** Writes issues, each in a transaction of its own, until the index has so many parts. Answers how many there are. */
async function writeUntil(parts: number): Promise<number> {
  let serial = 0;
  while ((await countPartsOnSqlite(database.read)) < parts) {
    serial += 1;
    const document = new IssueDocument('project');
    document.add('title', `crash ${'x'.repeat(serial % 60)}`);
    const issue = { serial, project_id: 'project', words: document.words };
    await database.write((db) => writeWords(db, [issue]));
  }
  return serial;
}

/** Another one after each write. */
async function version(): Promise<unknown> {
  const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(database.read);
  return rows[0]?.data_version;
}

test('merges an index that has many parts, and finds the same', async () => {
  const count = await writeUntil(8);
  await tidyIndex(database);
  expect(await countPartsOnSqlite(database.read)).toBeLessThanOrEqual(5);
  const found = Array.from({ length: count }, (_, at) => at + 1);
  expect(await hitsOf(database.read, { phrase: ['crash'] })).toEqual(found);
  expect(await hitsOf(database.read, { phrase: ['cra'], isPrefix: true })).toEqual(found);
});

test('writes nothing where there is little to merge, and stops when it is told to', async () => {
  const before = await version();
  await tidyIndex(database);
  expect(await version()).toBe(before);
  await writeUntil(8);
  await tidyIndex(database, { stop: AbortSignal.abort() });
  expect(await countPartsOnSqlite(database.read)).toBe(8);
});
