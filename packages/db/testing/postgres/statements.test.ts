// Runs on postgresql: it tests what its driver prepares.

import { createTestDatabase } from '@docket/kit/database';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { Database, Reader, Writer } from '../../src/database.ts';
import { openPostgres } from '../../src/postgres/postgres.ts';

async function openOneConnection(): Promise<Database> {
  const database = await openPostgres(await createTestDatabase(), { connections: 1 });
  onTestFinished(() => database.close());
  return database;
}

/** The statements that this connection has prepared. */
async function preparedOn(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(db);
  return rows.map(({ statement }) => statement);
}

test('keeps prepared what is asked for again, however many other queries come once or twice', async () => {
  const { read } = await openOneConnection();
  const prepared = () => preparedOn(read);
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

// A plan for the very values of a call takes longer to make than to follow, where a statement has many parts.
test('plans a statement once, however often it runs', async () => {
  const { read } = await openOneConnection();
  for (let run = 0; run < 12; run += 1) {
    await read.selectFrom('counter').selectAll().where('name', '=', `${run}`).limit(1).execute();
  }
  const { rows } = await sql<{ plans: string }>`select custom_plans::text as plans from pg_prepared_statements`.execute(
    read,
  );
  expect(rows).toEqual([{ plans: '0' }]);
});

test('prepares a statement once, also when PostgreSQL refuses its values each time', async () => {
  const { write } = await openOneConnection();
  const again = (db: Writer) => db.insertInto('counter').values({ name: 'rights', value: 1 }).execute();
  for (let attempt = 1; attempt <= 5; attempt += 1) await expect(write(again)).rejects.toThrow(/unique/);
  expect(await write(preparedOn)).toEqual([expect.stringContaining('insert into "counter"')]);
});

test('takes a new connection after many names, since the driver forgets none', async () => {
  const { read } = await openOneConnection();
  const connection = async () =>
    (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(read)).rows[0]?.pid;
  const first = await connection();
  for (let shape = 1; shape < 1000; shape += 1) {
    for (const _twice of [1, 2]) await sql`select ${'x'} as ${sql.id(`c${shape}`)}`.execute(read);
  }
  expect(await connection()).toBe(first);
  for (const _twice of [1, 2]) await sql`select ${'x'} as c1000`.execute(read);
  expect(await connection()).not.toBe(first);
});
