import { createTestDatabase } from '@docket/kit/database';
import type { Insertable } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { Database, Reader, Writer } from '../src/database.ts';
import { migrateUp } from '../src/migrate.ts';
import { openDatabase } from '../src/open.ts';
import { type Bound, prepared } from '../src/prepared.ts';
import type { Tables } from '../src/tables.ts';

const setValue = prepared((db: Writer, given: Bound<{ name: string; value: number }>) =>
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
  const find = prepared((db: Reader, { name, least }: Bound<{ name: string; least: number }>) => {
    built += 1;
    return db.selectFrom('counter').select(['name', 'value']).where('value', '>=', least).where('name', '=', name);
  });
  expect(await find(read, { name: 'one', least: 0 })).toEqual([{ name: 'one', value: 1 }]);
  expect(await find(read, { least: 2, name: 'two' })).toEqual([{ name: 'two', value: 2 }]);
  expect(await find(read, { name: 'one', least: 2 })).toEqual([]);
  expect(built).toBe(2); // the order of names makes another shape, which costs a second building and nothing else
});

test('makes another statement for another length of a list, what is left out, and booleans', async () => {
  const { read } = await withCounters({ one: 1, two: 2, three: 3 });
  const find = prepared((db: Reader, { names, least, backwards }: Bound<Wanted>) =>
    db
      .selectFrom('counter')
      .select('value')
      .where('name', '!=', 'rights')
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
  const find = prepared((db: Reader, given: Bound<{ name: string }>) =>
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
  const find = prepared((db: Reader) => db.selectFrom('counter').selectAll().where('name', '!=', 'rights'));
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

type Named = Bound<{ name: string; least: number; names: string[] }>;

test('refuses a query that would keep the value of its first call, at the latest when it is built', async () => {
  const { read } = await withCounters();
  const given = { name: 'one', least: 1, names: ['one'] };
  const counters = (db: Reader) => db.selectFrom('counter').selectAll();
  // The compiler takes an object in a text; without the refusal this looked for names like "%[object Object]%".
  const asText = prepared((db: Reader, { name }: Named) => counters(db).where('name', 'like', `%${name}%`));
  await expect(asText(read, given)).rejects.toThrow('"name" has no value while the query is built');
  const joined = prepared((db: Reader, { names }: Named) => counters(db).where('name', '=', names.join()));
  await expect(joined(read, given)).rejects.toThrow('"names" has no value');
  const asJson = prepared((db: Reader, { name }: Named) => counters(db).where('name', '=', JSON.stringify({ name })));
  await expect(asJson(read, given)).rejects.toThrow('"name" has no value');
  const inWords = prepared((db: Reader, { least }: Named) => counters(db).where('name', '=', least.toLocaleString()));
  await expect(inWords(read, given)).rejects.toThrow('"least" has no value');

  const uncompilable = [
    // @ts-expect-error a bind value is equal to nothing: this was false for all later calls
    prepared((db: Reader, { name }: Named) => counters(db).where('value', '=', name === 'one' ? 1 : 2)),
    // @ts-expect-error nor smaller than anything
    prepared((db: Reader, { least }: Named) => counters(db).where('value', '>', least > 5 ? 1 : 2)),
    // @ts-expect-error it is no text
    prepared((db: Reader, { name }: Named) => counters(db).where('name', '=', name.toLowerCase())),
    // @ts-expect-error nor can be made one
    prepared((db: Reader, { name }: Named) => counters(db).where('name', '=', name.toString())),
    // @ts-expect-error it is none of the values of a list
    prepared((db: Reader, { name }: Named) => counters(db).$if(['one'].includes(name), (query) => query.limit(1))),
    // @ts-expect-error nor a number
    prepared((db: Reader, { least }: Named) => counters(db).limit(least + 1)),
    // @ts-expect-error the column holds numbers
    prepared((db: Reader, { name }: Named) => counters(db).where('value', '=', name)),
  ];
  expect(uncompilable).toHaveLength(7);
});

test('makes another statement for null, which the query can ask for', async () => {
  const { read } = await withSessions();
  const find = prepared((db: Reader, { agent }: Bound<{ agent: string | null }>) =>
    db
      .selectFrom('session')
      .select('id')
      .where((eb) => (agent === null ? eb('agent', 'is', null) : eb('agent', '=', agent))),
  );
  expect(await find(read, { agent: null })).toEqual([{ id: 'unknown' }]);
  expect(await find(read, { agent: 'curl' })).toEqual([{ id: 'curl' }]);
  expect(await find(read, { agent: null })).toEqual([{ id: 'unknown' }]);
});

/** Sessions whose agent is their id, and one without. Their row is inserted whole. */
async function withSessions(): Promise<Database> {
  const database = await withCounters();
  const [at, user_id] = ['2026-01-31T09:30:00.000Z', 'ada'];
  const insertSession = prepared((db: Writer, row: Bound<Insertable<Tables['session']>>) =>
    db.insertInto('session').values(row),
  );
  await database.write(async (db) => {
    const ada = { email: 'ada@example.org', role: 'user' as const, search_key: '', created_at: at, updated_at: at };
    await db
      .insertInto('user')
      .values({ ...ada, id: user_id })
      .execute();
    for (const agent of [null, 'curl', 'firefox']) {
      const times = { created_at: at, last_used_at: at, expires_at: at };
      await insertSession(db, { id: agent ?? 'unknown', user_id, agent, ...times });
    }
  });
  return database;
}

test('keeps the shapes that are asked for, and builds anew the one that nobody has asked for longest', async () => {
  const { read } = await withCounters();
  let built = 0;
  const find = prepared((db: Reader, { names }: Bound<{ names: string[] }>) => {
    built += 1;
    return db.selectFrom('counter').selectAll().where('name', 'in', names);
  });
  const ask = (length: number) => find(read, { names: Array(length).fill('none') });
  for (let length = 2; length <= 300; length += 1) {
    await ask(1); // the one of every day
    await ask(length);
  }
  expect(built).toBe(300);
  await ask(300);
  expect(built).toBe(300);
  await ask(2);
  expect(built).toBe(301);
});
