import { createTestDatabase } from '@docket/kit/database';
import { expect, onTestFinished, test } from 'vitest';
import type { Database, Reader, Writer } from '../src/database.ts';
import { migrateUp } from '../src/migrate.ts';
import { openDatabase } from '../src/open.ts';
import { prepared } from '../src/prepared.ts';

const setValue = prepared((db: Writer, given: { name: string; value: number }) =>
  db.insertInto('counter').values(given).returning(['name', 'value']),
);

async function withCounters(values: Record<string, number> = {}, url?: string): Promise<Database> {
  const database = await openDatabase(url ?? (await createTestDatabase()));
  onTestFinished(() => database.close());
  await migrateUp(database);
  await database.write(async (db) => {
    for (const [name, value] of Object.entries(values)) await setValue(db, { name, value });
  });
  return database;
}

test('gives each call the rows of its own values, and builds the query once', async () => {
  const { read } = await withCounters({ one: 1, two: 2 });
  let built = 0;
  const find = prepared((db: Reader, { name, least }: { name: string; least: number }) => {
    built += 1;
    return db.selectFrom('counter').selectAll().where('value', '>=', least).where('name', '=', name);
  });
  expect(await find(read, { name: 'one', least: 0 })).toEqual([{ name: 'one', value: 1 }]);
  expect(await find(read, { least: 2, name: 'two' })).toEqual([{ name: 'two', value: 2 }]);
  expect(await find(read, { name: 'one', least: 2 })).toEqual([]);
  expect(built).toBe(2); // the order of names makes another shape, which costs a second building and nothing else
});

test('makes another statement for another length of a list, what is left out, and booleans', async () => {
  const { read } = await withCounters({ one: 1, two: 2, three: 3 });
  const find = prepared((db: Reader, { names, least, backwards }: Wanted) =>
    db
      .selectFrom('counter')
      .select('value')
      .where('name', '!=', 'issue')
      .$if(names !== undefined, (query) => query.where('name', 'in', names ?? []))
      .$if(least !== undefined, (query) => query.where('value', '>=', least ?? 0))
      .orderBy('value', backwards ? 'desc' : 'asc'),
  );
  type Wanted = { names?: string[]; least?: number; backwards: boolean };
  const values = async (wanted: Wanted) => (await find(read, wanted)).map(({ value }) => value);
  expect(await values({ backwards: false })).toEqual([1, 2, 3]);
  expect(await values({ backwards: true })).toEqual([3, 2, 1]);
  expect(await values({ backwards: false, least: 2 })).toEqual([2, 3]);
  expect(await values({ backwards: false, names: ['three'] })).toEqual([3]);
  expect(await values({ backwards: true, names: ['one', 'three'] })).toEqual([3, 1]);
  expect(await values({ backwards: false, names: ['two', 'none'], least: 2 })).toEqual([2]);
});

test('sees in a transaction what it has done so far, and outside what was committed', async () => {
  const database = await withCounters();
  const find = prepared((db: Reader, given: { name: string }) =>
    db.selectFrom('counter').selectAll().where('name', '=', given.name),
  );
  await database.write(async (db) => {
    expect(await setValue(db, { name: 'one', value: 1 })).toEqual([{ name: 'one', value: 1 }]);
    expect(await find(db, { name: 'one' })).toHaveLength(1);
    expect(await find(database.read, { name: 'one' })).toHaveLength(0);
  });
  expect(await find(database.read, { name: 'one' })).toHaveLength(1);
});

test('waits in memory for a transaction to end, because there is one connection', async () => {
  const database = await withCounters({}, 'sqlite::memory:');
  const find = prepared((db: Reader) => db.selectFrom('counter').selectAll().where('name', '!=', 'issue'));
  let reading: Promise<unknown[]> | undefined;
  const writing = database.write(async (db) => {
    await setValue(db, { name: 'one', value: 1 });
    reading = find(database.read, {});
    await setValue(db, { name: 'two', value: 2 });
    throw new Error('taken back');
  });
  await expect(writing).rejects.toThrow('taken back');
  expect(await reading).toEqual([]);
});

test('passes on what the database refuses, and works again afterwards', async () => {
  const database = await withCounters({ one: 1 });
  const again = database.write((db) => setValue(db, { name: 'one', value: 2 }));
  await expect(again).rejects.toThrow(/unique/i);
  expect(await database.write((db) => setValue(db, { name: 'two', value: 2 }))).toHaveLength(1);
});
