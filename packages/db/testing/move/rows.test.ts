// Runs on postgresql: it moves between both engines at once.

import { allRows, DIRECTIONS, type Engine, openOn } from '@docket/kit/both-engines';
import { type Kysely, sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../src/database.ts';
import { migrateUp } from '../../src/migrate.ts';
import { columnTypes } from '../../src/migrations/column-types.ts';
import { migrations } from '../../src/migrations/index.ts';
import { moveDatabase } from '../../src/move/move.ts';

const COLUMNS = Array.from({ length: 100 }, (_, at) => `c${at}`);

async function createWide(db: Kysely<never>): Promise<void> {
  const { text, integer } = columnTypes(db);
  let table = db.schema.createTable('wide').addColumn('id', integer, (col) => col.primaryKey());
  for (const column of COLUMNS) table = table.addColumn(column, text);
  await table.execute();
}

/** A database with a table of a later step, which has many columns, and these rows in it. */
async function openWide(engine: Engine, { rows, length }: { rows: number; length: number }): Promise<Database> {
  migrations['9000_wide'] = { up: createWide };
  onTestFinished(() => void delete migrations['9000_wide']);
  const database = await openOn(engine);
  await migrateUp(database);
  await database.write((db) =>
    sql`with recursive n (i) as (select 1 union all select i + 1 from n where i < ${sql.lit(rows)})
      insert into wide (id, c0) select i, ${'x'.repeat(length)} from n`.execute(db),
  );
  return database;
}

test.each(DIRECTIONS)('moves more values from $from to $to than one statement takes', async ({ from, to }) => {
  const source = await openWide(from, { rows: 1500, length: 1 });
  const target = await openOn(to);
  await moveDatabase({
    from: source,
    to: target,
    startProgress: () => ({ advance: () => undefined, stop: () => undefined }),
  });
  expect((await allRows(target))['wide']).toEqual((await allRows(source))['wide']);
});

test('holds only some rows at a time when they are large', async () => {
  const source = await openWide('sqlite', { rows: 60, length: 1_000_000 });
  const steps: number[] = [];
  await moveDatabase({
    from: source,
    to: await openOn('postgresql'),
    startProgress: () => ({ advance: (rows) => void steps.push(rows), stop: () => undefined }),
  });
  expect(Math.max(...steps)).toBeLessThanOrEqual(8);
});

test('C40: names table, row and column of a value that the other engine refuses, wherever it is', async () => {
  const source = await openWide('sqlite', { rows: 700, length: 1 });
  const target = await openOn('postgresql');
  await source.write((db) => sql`update wide set c7 = ${'a\0'} where id = 577`.execute(db));
  const move = moveDatabase({
    from: source,
    to: target,
    startProgress: () => ({ advance: () => undefined, stop: () => undefined }),
  });
  await expect(move).rejects.toThrow(
    'A row of the table wide cannot be written (id 577, column c7: holds a NUL character): nothing was changed',
  );
});
