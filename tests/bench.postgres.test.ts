// Runs on postgresql: it measures both engines in one run.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ENDS_WITH_US } from '@docket/kit/child';
import { createTestDatabase } from '@docket/kit/database';
import { expect, test } from 'vitest';
import { isLong } from './bench-size.ts';

const SCRIPT = join(import.meta.dirname, '../bench/processes.ts');

const inLong = test.runIf(isLong); // see isLong

inLong('the benchmark of processes compares all answers and prints a row for each call and server', async () => {
  const postgres = await createTestDatabase({ isEmpty: true });
  const quick = ['--rounds', '1', '--seconds', '0.2', '--issues', '40', '--workers', '1,2', '--postgresql', postgres];
  const { stdout } = await promisify(execFile)(process.execPath, [...ENDS_WITH_US, SCRIPT, ...quick]);
  const servers = ['SQLite, 1 process', 'PostgreSQL, 1 process', 'PostgreSQL, 2 processes'];
  const rows = stdout.split('\n').filter((line) => /\d\/s +\d+ ms +\S+$/.test(line));
  const named = rows.map((row) => row.split(/ {2,}/).slice(0, 2));
  expect(named).toEqual(['get one', 'list 20', 'create'].flatMap((call) => servers.map((server) => [call, server])));
});
