// Runs on sqlite: it tests how a file of that engine is opened.

import { once } from 'node:events';
import { existsSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnNode } from '@docket/kit/child';
import { temporaryFolder } from '@docket/kit/database';
import SqliteConnection from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { migrateUp } from '../../src/migrate.ts';
import { openDatabase } from '../../src/open.ts';

test('waits for another process that writes into the fresh file, though SQLite itself does not', async () => {
  const file = join(temporaryFolder(), 'docket.db');
  const module = JSON.stringify(import.meta.resolve('better-sqlite3'));
  const program = `
    import { writeSync } from 'node:fs';
    import SqliteConnection from ${module};
    const connection = new SqliteConnection(${JSON.stringify(file)});
    connection.exec('begin immediate');
    writeSync(1, 'locked');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300); // a transaction takes its time
    connection.exec('commit');
  `;
  const child = spawnNode(['--input-type=module', '--eval', program]);
  const exit = once(child, 'exit');
  await once(child.stdout, 'data');
  const database = await openDatabase(`sqlite:${file}`);
  onTestFinished(() => database.close());
  expect(await migrateUp(database)).toContain('0001_initial');
  expect(await exit).toEqual([0, null]);
});

/** A fresh file that another connection is writing into and does not let go. */
function lockedFile(): string {
  const file = join(temporaryFolder(), 'docket.db');
  const other = new SqliteConnection(file);
  onTestFinished(() => void other.close());
  other.exec('begin immediate');
  return file;
}

test('gives a file up that another process keeps locked, and says so', async () => {
  const file = lockedFile();
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.spyOn(Atomics, 'wait').mockImplementation(() => {
    now += 1000;
    if (now > 60_000) throw new Error('It waits for ever');
    return 'timed-out';
  });
  onTestFinished(() => void vi.restoreAllMocks());
  await expect(openDatabase(`sqlite:${file}`)).rejects.toThrow('cannot be opened (database is locked)');
});

const canSeeOpenFiles = existsSync('/proc/self/fd');

function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return []; // that of the list itself
    }
  });
}

test.runIf(canSeeOpenFiles)('leaves no file open that it could not use', async () => {
  const file = join(temporaryFolder(), 'docket.db');
  writeFileSync(file, 'no database'.repeat(500));
  await expect(openDatabase(`sqlite:${file}`)).rejects.toThrow('not a database');
  expect(openFiles()).not.toContain(file);
});

test.runIf(canSeeOpenFiles)(
  'leaves no file open when only its second connection fails, the one that reads',
  async () => {
    const file = join(temporaryFolder(), 'docket.db');
    const { pragma } = SqliteConnection.prototype;
    vi.spyOn(SqliteConnection.prototype, 'pragma').mockImplementation(function (
      this: SqliteConnection.Database,
      ...said
    ) {
      if (this.readonly) throw new Error('no more');
      return pragma.apply(this, said);
    });
    onTestFinished(() => void vi.restoreAllMocks());
    await expect(openDatabase(`sqlite:${file}`)).rejects.toThrow('cannot be opened (no more)');
    expect(openFiles()).not.toContain(file);
  },
);

test.runIf(existsSync('/proc/self'))('refuses in one line where no folder can be made', async () => {
  // The system answers as if /proc were not there.
  await expect(openDatabase('sqlite:/proc/nowhere/below/docket.db')).rejects.toThrow(
    /^The database \/proc\/nowhere\/below\/docket\.db cannot be opened \(ENOENT.*\): check DATABASE_URL and DATA_DIR, .*$/,
  );
});
