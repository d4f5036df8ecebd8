// Runs on none: it opens no database.

import { spawnSync } from 'node:child_process';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';
import { expect, test } from 'vitest';
import { writeNewFile } from '../src/new-file.ts';

test('removes what a process that was killed has left of the same file, and nothing that may be of others', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'docket.backup');
  const make = () =>
    writeNewFile(
      { file, mayReplace: true },
      { write: async (to) => void to.write('all'), check: async () => undefined },
    );
  const dead = spawnSync(process.execPath, ['--version']).pid;
  const parts = [
    `docket.backup.${dead}.part`,
    `docket.backup.${process.ppid}.part`,
    `other.backup.${dead}.part`,
    'docket.backup.part',
  ];
  for (const part of parts) writeFileSync(join(folder, part), '');
  await make();
  expect(readdirSync(folder).sort()).toEqual(['docket.backup', ...parts].sort());
  const longAgo = new Date('2026-01-31T09:30:00.000Z');
  for (const part of parts) utimesSync(join(folder, part), longAgo, longAgo);
  await make();
  expect(readdirSync(folder).sort()).toEqual(['docket.backup', ...parts.slice(1)].sort());
});

test('refuses an empty name before anything is written', async () => {
  const write = () => Promise.reject(new Error('was written'));
  const making = writeNewFile({ file: '', mayReplace: true }, { write, check: async () => undefined });
  await expect(making).rejects.toThrow('The name of the file is empty: name a file');
});
