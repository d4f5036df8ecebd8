import { createTestDatabase } from '@docket/kit/database';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openPostgres } from '../../src/postgres/postgres.ts';

test('keeps prepared what is asked for again, however many other queries come once or twice', async () => {
  const database = await openPostgres(await createTestDatabase(), { connections: 1 });
  onTestFinished(() => database.close());
  const { read } = database;
  const prepared = async () => {
    const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(read);
    return rows.map(({ statement }) => statement);
  };
  const everyDay = (name: string) => read.selectFrom('counter').selectAll().where('name', '=', name).execute();
  const odd = (shape: number) => sql`select ${'x'} as ${sql.id(`c${shape}`)}`.execute(read);
  await everyDay('one');
  expect(await prepared()).toEqual([]);
  await everyDay('two');
  expect(await prepared()).toEqual([expect.stringContaining('from "counter"')]);

  for (let shape = 1; shape <= 300; shape += 1) await odd(shape);
  expect(await prepared()).toHaveLength(1);
  for (let shape = 1; shape <= 300; shape += 1) {
    for (const _twice of [1, 2]) await odd(shape);
    await everyDay('one');
  }
  const kept = await prepared();
  expect(kept).toHaveLength(200);
  expect(kept).toEqual(
    expect.arrayContaining([expect.stringContaining('from "counter"'), expect.stringContaining('"c300"')]),
  );

  // What was dropped is prepared anew.
  for (const _again of [1, 2]) await odd(1);
  expect(await prepared()).toContainEqual(expect.stringContaining('"c1"'));
});
