// Runs on sqlite: it watches the files of that engine.

import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase, temporaryFolder } from '@docket/kit/database';
import { expect, onTestFinished, test, vi } from 'vitest';
import { isUnavailable } from '../../src/database.ts';
import { openDatabase } from '../../src/open.ts';
import { guardFile } from '../../src/sqlite/file-guard.ts';

const PARTS = ['', '-wal', '-shm'];

/** Guards a database in a folder of its own; `look` lets the time pass after which it looks again. */
function guarded(parts = PARTS) {
  const file = join(temporaryFolder(), 'docket.db');
  for (const part of parts) writeFileSync(file + part, part);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const guard = guardFile(file);
  onTestFinished(() => guard.stop());
  return { ...guard, file, look: () => vi.advanceTimersByTime(2000) };
}

function replace(path: string): void {
  copyFileSync(path, `${path}.copy`);
  renameSync(`${path}.copy`, path);
}

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

const losses = PARTS.flatMap((part) => [[part, 'deleted', rmSync] as const, [part, 'replaced', replace] as const]);

test.each(losses)('C19a: a docket.db%s that is %s is missed by name at the next look', (part, _, lose) => {
  const { file, look, requireFile } = guarded();
  look();
  expect(requireFile).not.toThrow();
  lose(file + part);
  look();
  expect(requireFile).toThrow(`${file}${part} was deleted or replaced while it was in use: put it back`);
  expect(isUnavailable(thrownBy(requireFile))).toBe(true);
});

test('C19a: a file that is put back is found again', () => {
  const { file, look, requireFile } = guarded();
  renameSync(file, `${file}.away`);
  look();
  expect(requireFile).toThrow('docket.db was deleted');
  renameSync(`${file}.away`, file);
  look();
  expect(requireFile).not.toThrow();
});

test('C19a: a part that SQLite makes later is guarded from then on', () => {
  const { file, look, requireFile } = guarded(['']);
  writeFileSync(`${file}-wal`, '');
  look();
  rmSync(`${file}-wal`);
  look();
  expect(requireFile).toThrow('docket.db-wal was deleted');
});

test('who closes may read once more, though the file is gone', () => {
  const { file, look, requireFile, stop } = guarded();
  rmSync(file);
  look();
  stop();
  expect(requireFile).not.toThrow();
});

test('C19a: while its file is lost, a database neither writes nor reads nor is backed up', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const url = await createTestDatabase();
  const { write, read, snapshot, close } = await openDatabase(url);
  onTestFinished(close);
  rmSync(url.replace('sqlite:', ''));
  vi.advanceTimersByTime(2000);
  const count = (db: typeof read) => db.selectFrom('issue').select('id').execute();
  for (const work of [write(count), snapshot(count), count(read)]) await expect(work).rejects.toThrow('was deleted');
});
