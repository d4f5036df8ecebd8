import { createTestDatabase } from '@docket/kit/database';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { Database, Reader } from '../src/database.ts';
import { openDatabase } from '../src/open.ts';

async function open(url: string): Promise<Database> {
  const database = await openDatabase(url);
  onTestFinished(() => database.close());
  return database;
}

function addCounter(database: Database, name: string): Promise<unknown> {
  return database.write((db) => db.insertInto('counter').values({ name, value: 1 }).execute());
}

async function counters(db: Reader): Promise<string[]> {
  const rows = await db.selectFrom('counter').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

test('keeps showing what there was when it began, whatever is committed meanwhile', async () => {
  const url = await createTestDatabase();
  const [database, other] = [await open(url), await open(url)];
  await database.snapshot(async (db) => {
    await addCounter(other, 'by another process');
    expect(await counters(db)).toEqual(['rights']);
    await addCounter(database, 'by this process');
    expect(await counters(db)).toEqual(['rights']);
    expect(await counters(database.read)).toEqual(['by another process', 'by this process', 'rights']);
  });
  expect(await database.snapshot(counters)).toHaveLength(3);
});

test('writes aside what has to be written before it ends', async () => {
  const database = await open(await createTestDatabase());
  await database.snapshot(async (db, write) => {
    await write((inner) => inner.insertInto('counter').values({ name: 'aside', value: 1 }).execute());
    expect(await counters(db)).toEqual(['rights']);
    expect(await counters(database.read)).toEqual(['aside', 'rights']);
  });
});

test('refuses to write', async () => {
  const database = await open(await createTestDatabase());
  const write = database.snapshot((db) => sql`delete from counter`.execute(db));
  await expect(write).rejects.toMatchObject({ message: expect.stringMatching(/read-?only/) });
  expect(await counters(database.read)).toEqual(['rights']);
});

test('is over when its work fails, and passes the error on', async () => {
  const database = await open(await createTestDatabase());
  const failure = new Error('enough');
  for (let round = 1; round <= 3; round++) {
    await expect(database.snapshot(() => Promise.reject(failure))).rejects.toBe(failure);
  }
  await addCounter(database, 'afterwards');
  expect(await database.snapshot(counters)).toEqual(['afterwards', 'rights']);
});

test('a database that is opened to be read only refuses to write', async () => {
  const url = await createTestDatabase();
  const database = await openDatabase(url, { isReadOnly: true });
  onTestFinished(() => database.close());
  for (const isLong of [false, true]) {
    const write = database.write((db) => sql`delete from counter`.execute(db), { isLong });
    await expect(write).rejects.toMatchObject({ message: expect.stringMatching(/read-?only/) });
  }
  expect(await counters(database.read)).toEqual(['rights']);
});
