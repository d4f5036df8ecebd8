import { createTestDatabase } from '@docket/kit/database';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { listTables } from '../../src/move/tables.ts';
import { openDatabase } from '../../src/open.ts';

test('lists the columns of a primary key in its own order, not in that of the table', async () => {
  const database = await openDatabase(await createTestDatabase({ isEmpty: true }));
  onTestFinished(() => database.close());
  await database.write((db) => sql`create table pair (note text, a text, b text, primary key (b, a))`.execute(db));
  expect(await listTables(database.read)).toEqual([
    { name: 'pair', columns: ['note', 'a', 'b'], kinds: ['text', 'text', 'text'], key: ['b', 'a'] },
  ]);
});
