// Runs on sqlite: it tests how that engine shares commits.

import { readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { createTestDatabase } from '@docket/kit/database';
import SqliteConnection from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Database, isUnavailable, type Writer } from '../../src/database.ts';
import { openDatabase } from '../../src/open.ts';

type Opened = { database: Database; file: string; other: SqliteConnection.Database };

/** A database, and the connection of a stranger that sees only what is committed. */
async function open(): Promise<Opened> {
  const url = await createTestDatabase();
  const file = url.slice('sqlite:'.length);
  const database = await openDatabase(url);
  onTestFinished(() => database.close());
  const other = new SqliteConnection(file, { timeout: 0 });
  onTestFinished(() => void other.close());
  return { database, file, other };
}

function add(db: Writer, name: string, value = 1): Promise<unknown> {
  return db.insertInto('counter').values({ name, value }).execute();
}

function namesSeenBy(other: SqliteConnection.Database): unknown[] {
  return other.prepare("select name from counter where name <> 'rights' order by rowid").pluck().all();
}

/** The frames of the log that end a commit, by the file itself (sqlite.org/fileformat2.html, 4.1). */
function commitsIn(file: string): number {
  const log = readFileSync(`${file}-wal`);
  const frame = 24 + log.readUInt32BE(8);
  let commits = 0;
  for (let at = 32; at + frame <= log.length; at += frame) if (log.readUInt32BE(at + 4) > 0) commits += 1;
  return commits;
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `n${String(at).padStart(3, '0')}`);
}

/** However slow the machine is meanwhile, no group gets too old for others to join it. */
function stopClock() {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
  onTestFinished(() => clock.mockRestore());
  return clock;
}

/** Answers each as `allSettled` does, with a word for what was thrown. */
async function outcomes(writes: Promise<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(writes);
  return settled.map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason.code ?? one.reason.message)));
}

test('puts writes that wait at the same time into one commit, in the order in which they came', async () => {
  const { database, file, other } = await open();
  await database.write((db) => add(db, 'first'));
  const before = commitsIn(file);
  stopClock();
  const names = numbered(32);
  await Promise.all(names.map((name) => database.write((db) => add(db, name))));
  expect(namesSeenBy(other)).toEqual(['first', ...names]);
  expect(commitsIn(file) - before).toBe(1);
});

test('answers no write, and no error of one, before others can see the commit', async () => {
  const { database, other } = await open();
  stopClock();
  const seen: unknown[][] = [];
  const look = () => seen.push(namesSeenBy(other));
  const first = database.write((db) => add(db, 'a')).then(look);
  const taken = database.write((db) => add(db, 'a')).catch(look); // fails because of what the first wrote
  const last = database.write(async (db) => {
    await turn();
    await add(db, 'b');
    look();
  });
  await Promise.all([first, taken, last.then(look)]);
  expect(seen).toEqual([[], ['a', 'b'], ['a', 'b'], ['a', 'b']]);
});

test('takes back what a failed write did, also what it did not wait for, and nothing else', async () => {
  const { database, other } = await open();
  const writes = [
    database.write((db) => add(db, 'before')),
    database.write(async (db) => {
      await add(db, 'half');
      throw new Error('half way');
    }),
    database.write((db) => Promise.all([add(db, 'before'), ...numbered(5).map((name) => add(db, name))])),
    database.write(() => {
      throw new Error('at once');
    }),
    database.write((db) => add(db, 'after')),
  ];
  const expected = ['done', 'half way', 'SQLITE_CONSTRAINT_PRIMARYKEY', 'at once', 'done'];
  expect(await outcomes(writes)).toEqual(expected);
  expect(namesSeenBy(other)).toEqual(['before', 'after']);
});

test('commits nothing when all of a group have failed', async () => {
  const { database, file } = await open();
  await database.write((db) => add(db, 'kept'));
  const [commits, mark] = [commitsIn(file), database.changeMark()];
  stopClock();
  const failing = () =>
    database.write(async (db) => {
      await add(db, 'failed');
      throw new Error('no');
    });
  expect(await outcomes([failing(), failing()])).toEqual(['no', 'no']);
  expect([commitsIn(file), database.changeMark()]).toEqual([commits, mark]);
});

test('fails all of a group when its commit fails, and goes on', async () => {
  const { database, other } = await open();
  stopClock();
  const dangling = async (db: Writer) => {
    await sql`pragma defer_foreign_keys = on`.execute(db);
    await db.insertInto('password_reset').values({ token_hash: 'x', user_id: 'none', expires_at: '2026' }).execute();
  };
  const writes = [database.write((db) => add(db, 'innocent')), database.write(dangling)];
  const failed = 'SQLITE_CONSTRAINT_FOREIGNKEY';
  expect(await outcomes(writes)).toEqual([failed, failed]);
  await database.write((db) => add(db, 'later'));
  expect(namesSeenBy(other)).toEqual(['later']);
});

/** Lets the file grow by so many pages at most. */
async function leaveRoom(database: Database, pages: number): Promise<void> {
  await database.write(async (db) => {
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db);
    await sql.raw(`pragma max_page_count = ${(rows[0]?.page_count ?? 0) + pages}`).execute(db);
  });
}

test('runs the others again when a full disk took back the whole transaction', async () => {
  const { database, other } = await open();
  await leaveRoom(database, 20);
  stopClock();
  const tooMuch = (db: Writer) => add(db, 'x'.repeat(1_000_000));
  const runs: string[] = [];
  const small = (name: string) =>
    database.write((db) => {
      runs.push(name);
      return add(db, name);
    });
  const writes = [small('a'), small('a'), database.write(tooMuch), small('b'), database.write(tooMuch), small('c')];
  const taken = 'SQLITE_CONSTRAINT_PRIMARYKEY';
  expect(await outcomes(writes)).toEqual(['done', taken, 'SQLITE_FULL', 'done', 'SQLITE_FULL', 'done']);
  expect(namesSeenBy(other)).toEqual(['a', 'b', 'c']);
  expect(runs).toEqual(['a', 'a', 'a', 'a', 'b', 'b', 'c']);
});

test('takes no more than a hundred into a group', async () => {
  const { database, file } = await open();
  await database.write((db) => add(db, 'first'));
  const before = commitsIn(file);
  stopClock();
  await Promise.all(numbered(250).map((name) => database.write((db) => add(db, name))));
  expect(commitsIn(file) - before).toBe(3);
});

test('takes nobody into a group that has been at work for milliseconds', async () => {
  const { database, other } = await open();
  const gate = Promise.withResolvers<void>();
  const busy = database.write(async () => {
    for (const began = performance.now(); performance.now() - began < 10; ) await turn();
  });
  const slow = database.write(() => gate.promise);
  const quick = database.write((db) => add(db, 'quick'));
  await busy; // it would hang here if it had to wait for the slow one
  expect(namesSeenBy(other)).not.toContain('quick');
  gate.resolve();
  await Promise.all([slow, quick]);
});

test('gives a long write a transaction of its own', async () => {
  const { database, other } = await open();
  const seen: unknown[][] = [];
  const look = () => seen.push(namesSeenBy(other));
  const short = database.write((db) => add(db, 'short'));
  const long = database.write((db) => add(db, 'long').finally(look), { isLong: true });
  const after = database.write((db) => add(db, 'after').finally(look));
  await Promise.all([short, long, after]);
  expect(seen).toEqual([['short'], ['short', 'long']]);
});

test('fails all that wait when another program keeps the file for more than 5 seconds', async () => {
  const { database, other } = await open();
  other.exec('begin immediate');
  const clock = stopClock();
  const writes = [0, 1].map(() => database.write((db) => add(db, 'late')).catch((error: unknown) => error));
  await vi.waitFor(() => expect(clock.mock.calls.length).toBeGreaterThan(1), 60_000); // it has tried
  clock.mockReturnValue(performance.now() + 5001);
  expect((await Promise.all(writes)).map(isUnavailable)).toEqual([true, true]);
  other.exec('rollback');
  await database.write((db) => add(db, 'in time'));
  expect(namesSeenBy(other)).toEqual(['in time']);
});

test('finishes what was asked for before it was closed, and refuses what comes later', async () => {
  const { database, other } = await open();
  const writes = numbered(3).map((name) => database.write((db) => add(db, name)));
  const closing = database.close();
  const late = await database.write((db) => add(db, 'late')).catch((error: unknown) => error);
  expect(isUnavailable(late)).toBe(true);
  expect(await outcomes(writes)).toEqual(['done', 'done', 'done']);
  await closing;
  expect(namesSeenBy(other)).toEqual(numbered(3));
});

test('refuses at once a write inside a write, which would wait for itself', async () => {
  const { database, other } = await open();
  const inner = database.write((db) => add(db, 'outer').then(() => database.write((tx) => add(tx, 'inner'))));
  await expect(inner).rejects.toThrow('would wait for itself');

  const gate = Promise.withResolvers<void>();
  let later: Promise<unknown> | undefined;
  await database.write(async (db) => {
    later = gate.promise.then(() => database.write((tx) => add(tx, 'later')));
    await add(db, 'one');
  });
  gate.resolve();
  await later;
  expect(namesSeenBy(other)).toEqual(['one', 'later']);
});

test('shows readers of a database in memory a group when it is whole', async () => {
  const database = await openDatabase('sqlite::memory:');
  onTestFinished(() => database.close());
  await database.write((db) => sql`create table counter (name text, value integer)`.execute(db));
  stopClock();
  let read: Promise<{ name: string }[]> | undefined;
  let mark = 0;
  const first = database.write(async (db) => {
    await add(db, 'a');
    mark = database.changeMark();
    read = database.read.selectFrom('counter').select('name').execute();
    await turn();
  });
  await Promise.all([first, database.write((db) => add(db, 'b'))]);
  expect(await read).toEqual([{ name: 'a' }, { name: 'b' }]);
  expect(database.changeMark()).not.toBe(mark); // who read under this mark asks again
});
