// Runs on sqlite: it tests the log of that engine.

import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase, temporaryFolder } from '@docket/kit/database';
import SqliteConnection from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Database } from '../../src/database.ts';
import { openDatabase } from '../../src/open.ts';

/** How long a look at the log is away (`LOOK_EVERY_MS`). */
const LOOK_MS = 5000;

const MEGABYTE = 1_000_000;

/** A database whose timers go on only when the test lets them. */
async function openWithTimers(): Promise<{ database: Database; file: string; logLength(): number }> {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const url = await createTestDatabase();
  const file = url.replace('sqlite:', '');
  const database = await openDatabase(url);
  onTestFinished(() => database.close());
  return { database, file, logLength: () => statSync(`${file}-wal`).size };
}

let written = 0;

/** Writes a row of so many characters. */
function write(database: Database, length = 10): Promise<unknown> {
  written += 1;
  const name = `${written} ${'x'.repeat(length)}`;
  return database.write((db) => db.insertInto('counter').values({ name, value: 1 }).execute());
}

test('C80: the file alone is the whole database, soon after the last write', async () => {
  const { database, file, logLength } = await openWithTimers();
  await write(database);
  vi.advanceTimersByTime(LOOK_MS);
  expect(logLength()).toBeGreaterThan(0); // somebody has just written
  vi.advanceTimersByTime(LOOK_MS);
  expect(logLength()).toBe(0);

  const copy = join(temporaryFolder(), 'docket.db');
  copyFileSync(file, copy);
  const copied = await openDatabase(`sqlite:${copy}`);
  onTestFinished(() => copied.close());
  expect(await copied.isSound()).toBe(true);
  const names = ({ read }: Database) => read.selectFrom('counter').select('name').orderBy('name').execute();
  expect(await names(copied)).toEqual(await names(database));
});

test('C80: moves what was written to the file within a minute, also while somebody writes all the time', async () => {
  const { database, logLength } = await openWithTimers();
  const lengths: number[] = [];
  for (let seconds = 0; seconds < 60; seconds += LOOK_MS / 1000) {
    await write(database);
    vi.advanceTimersByTime(LOOK_MS);
    lengths.push(logLength());
  }
  expect(lengths).toContain(0);
  expect(lengths[0]).toBeGreaterThan(0);
});

test('lets a process that writes go on, and empties the log when that has ended', async () => {
  const { database, file, logLength } = await openWithTimers();
  await write(database);
  const other = new SqliteConnection(file, { timeout: 0 });
  onTestFinished(() => void other.close());
  other.exec("begin immediate; insert into counter (name, value) values ('other', 1)");
  vi.advanceTimersByTime(3 * LOOK_MS);
  expect(logLength()).toBeGreaterThan(0);
  other.exec('commit');
  vi.advanceTimersByTime(3 * LOOK_MS);
  expect(logLength()).toBe(0);
});

test('C19: the log is short again after somebody read for long, when others write and when nobody does', async () => {
  const { database, logLength } = await openWithTimers();
  await database.snapshot(async () => {
    for (let count = 0; count < 24; count += 1) await write(database, MEGABYTE);
  });
  expect(logLength()).toBeGreaterThan(20 * MEGABYTE);
  await write(database); // finds nobody who reads, and moves all of it to the file
  await write(database); // begins the log anew
  expect(logLength()).toBeLessThan(17 * MEGABYTE);
  vi.advanceTimersByTime(2 * LOOK_MS);
  // It is long enough for a thread.
  await vi.waitFor(() => expect(logLength()).toBe(0), { timeout: 60_000 });
  await write(database);
  expect(logLength()).toBeGreaterThan(0);
});

test('C19: who writes does not wait until a log is moved that grew long, and it is emptied all the same', async () => {
  const { database, logLength } = await openWithTimers();
  await database.snapshot(async () => {
    for (let count = 0; count < 12; count += 1) await write(database, MEGABYTE);
    vi.advanceTimersByTime(LOOK_MS); // finds it long
  });
  const grown = logLength();
  await write(database);
  await write(database);
  expect(logLength()).toBeGreaterThan(grown); // nobody has moved it
  await vi.waitFor(
    async () => {
      await write(database);
      vi.advanceTimersByTime(LOOK_MS);
      expect(logLength()).toBeLessThan(MEGABYTE);
    },
    { timeout: 60_000 },
  );
  for (let count = 0; count < 12; count += 1) await write(database, MEGABYTE);
  expect(logLength()).toBeLessThan(17 * MEGABYTE); // SQLite does it again by itself
});
