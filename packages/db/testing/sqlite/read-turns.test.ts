// Runs on sqlite: it tests how that engine shares read transactions.

import { readFileSync, writeFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { createTestDatabase } from '@docket/kit/database';
import SqliteConnection from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Reader } from '../../src/database.ts';
import { openDatabase } from '../../src/open.ts';
import { prepared } from '../../src/prepared.ts';

/** Bytes of a page of SQLite, as it makes them by default. */
const PAGE = 4096;

const names = prepared((db: Reader) => db.selectFrom('counter').select('name').orderBy('name'));

/** A database, and a connection to it as another process has one. */
async function openWithOther() {
  const url = await createTestDatabase();
  const database = await openDatabase(url);
  const other = new SqliteConnection(url.replace('sqlite:', ''), { timeout: 0 });
  onTestFinished(async () => {
    other.close();
    await database.close();
  });
  const count = async () => (await names(database.read, {})).length;
  return {
    database,
    other,
    count,
    add: (name: string) => other.exec(`insert into counter (name, value) values ('${name}', 1)`),
  };
}

test('shows one moment to the reads of a call, though others commit between them, and the next call sees it', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const { database, count, add } = await openWithOther();
  expect(await count()).toBe(1);
  add('between');
  expect(await count()).toBe(1);
  expect(await database.read.selectFrom('counter').selectAll().execute()).toHaveLength(1); // through Kysely's queue
  expect(await count()).toBe(1);
  await turn();
  expect(await count()).toBe(2);
  add('later');
  expect(await count()).toBe(2);
  vi.advanceTimersByTime(2); // in a turn that takes long, too
  expect(await count()).toBe(3);
});

test('shows what was written once the write is answered, though a read was open before', async () => {
  const { database, count } = await openWithOther();
  const add = (name: string) => database.write((db) => db.insertInto('counter').values({ name, value: 1 }).execute());
  const seen: number[] = [];
  const reading = database.write(async () => {
    for (let round = 0; round < 500; round += 1) await count(); // keeps a turn open while the group commits
  });
  await Promise.all([reading, add('one').then(async () => seen.push(await count()))]);
  await database.write(async (db) => {
    await db.insertInto('counter').values({ name: 'two', value: 1 }).execute();
    seen.push(await count());
  });
  seen.push(await count());
  expect(seen).toEqual([2, 2, 3]);
});

test('changes its mark at once, for own writes and those of others', async () => {
  const { database, add } = await openWithOther();
  const marks = [database.changeMark()];
  await database.write((db) => db.insertInto('counter').values({ name: 'own', value: 1 }).execute());
  marks.push(database.changeMark());
  await turn();
  add('foreign');
  marks.push(database.changeMark());
  expect(new Set(marks).size).toBe(3);
});

test('leaves no transaction open, so that the log can be emptied, after an error too', async () => {
  const { database, other, count, add } = await openWithOther();
  const isFree = () => other.pragma('wal_checkpoint(truncate)') as [{ busy: number }];
  add('in the log');
  await expect(sql`delete from counter`.execute(database.read)).rejects.toThrow(/readonly/);
  await count();
  expect(isFree()).toMatchObject([{ busy: 1 }]);
  await turn();
  expect(isFree()).toMatchObject([{ busy: 0 }]);
});

test('goes on when SQLite has ended the transaction, as it does after an error of the disk', async () => {
  const { database, count, add } = await openWithOther();
  await count();
  await sql`rollback`.execute(database.read);
  await turn(); // an error here would end the process
  add('later');
  expect(await count()).toBe(2);
});

test('can be closed while a call reads', async () => {
  const { database, count } = await openWithOther();
  await count();
  await database.close();
  await expect(count()).rejects.toThrow(/not open/);
});

test('fails the call that meets a damaged page, and no other', async () => {
  const url = await createTestDatabase();
  const first = await openDatabase(url);
  await first.write(async (db) => {
    for (let n = 0; n < 3000; n += 1)
      await db
        .insertInto('counter')
        .values({ name: `counter ${n}`, value: n })
        .execute();
  });
  await first.close();
  damage(url.replace('sqlite:', ''), 'counter 1500');

  const database = await openDatabase(url);
  onTestFinished(() => database.close());
  await expect(names(database.read, {})).rejects.toThrow(/malformed/);
  await turn(); // an error here would end the process
  expect(await database.read.selectFrom('label').selectAll().execute()).toEqual([]);
});

test('fails no call that comes later in a long turn, either, when a text is on a damaged page', async () => {
  const url = await createTestDatabase();
  const first = await openDatabase(url);
  const long = `${'x'.repeat(50_000)}here is the middle${'y'.repeat(50_000)}`;
  const label = { id: '1', name: 'bug', name_key: 'bug', unique_key: 'bug', color: '#ffffff', description: long };
  const at = '2026-01-31T09:30:00.000Z';
  await first.write((db) =>
    db
      .insertInto('label')
      .values({ ...label, created_at: at, updated_at: at })
      .execute(),
  );
  await first.close();
  damage(url.replace('sqlite:', ''), 'here is the middle');

  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const database = await openDatabase(url);
  onTestFinished(() => database.close());
  const labels = prepared((db: Reader) => db.selectFrom('label').selectAll());
  await expect(labels(database.read, {})).rejects.toThrow(/malformed/);
  vi.advanceTimersByTime(2); // whoever comes next ends the transaction
  expect(await names(database.read, {})).toEqual([{ name: 'rights' }]);
});

test('ends nothing when it cannot look for what others commit, and tells of it once it can again', async () => {
  const { database, other, add } = await openWithOther();
  const { name: file } = other;
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const listener = vi.fn();
  database.onChange(listener);
  add('one');
  other.pragma('wal_checkpoint(truncate)');
  const sound = readFileSync(file);
  damage(file, 'SQLite format 3');
  await turn();
  expect(() => database.changeMark()).toThrow(/not a database|malformed/);
  vi.advanceTimersByTime(1000); // an error here would end the process
  writeFileSync(file, sound);
  listener.mockClear();
  add('two');
  await turn();
  vi.advanceTimersByTime(1000);
  expect(listener).toHaveBeenCalled();
});

/** Overwrites the page on which this text stands. */
function damage(file: string, text: string): void {
  const pages = readFileSync(file);
  const at = Math.floor(pages.indexOf(text) / PAGE) * PAGE;
  pages.fill(0xff, at, at + PAGE);
  writeFileSync(file, pages);
}
