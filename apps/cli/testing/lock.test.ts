// Runs on none: it opens no database.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { whileLocked } from '../src/login/lock.ts';

let lock: string;

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'docket-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  lock = join(folder, 'lock');
});

test('one works at a time, and the lock is gone when all have', async () => {
  let working = 0;
  const turns = Array.from({ length: 5 }, (_, turn) =>
    whileLocked(lock, async () => {
      working += 1;
      expect(working).toBe(1);
      await new Promise(setImmediate);
      working -= 1;
      return turn;
    }),
  );
  expect(await Promise.all(turns)).toEqual([0, 1, 2, 3, 4]);
  expect(existsSync(lock)).toBe(false);
});

test('work that fails gives the lock back', async () => {
  await expect(whileLocked(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await whileLocked(lock, async () => 'next')).toBe('next');
});

test('a lock whose process is gone is taken away, by one of those who wait', async () => {
  writeFileSync(lock, String(spawnSync('true').pid));
  let working = 0;
  const turns = Array.from({ length: 5 }, () =>
    whileLocked(lock, async () => {
      working += 1;
      expect(working).toBe(1);
      await new Promise(setImmediate);
      working -= 1;
    }),
  );
  await Promise.all(turns);
  expect(existsSync(lock)).toBe(false);
});

test('says in one sentence that there is no place for a lock', async () => {
  await expect(whileLocked('/dev/null/lock', async () => 0)).rejects.toThrow(
    /^\/dev\/null\/lock cannot be made \(.*\): make room/,
  );
});
