// Runs on sqlite: it tests what lies above the database.

import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestCli } from '@docket/kit/cli';
import { createTestDatabase } from '@docket/kit/database';
import { expect, onTestFinished, test } from 'vitest';

const MAIN = join(import.meta.dirname, '../src/start.js');

test.each([
  'user create',
  'issue list',
  'import github-archive',
  'backup',
  'restore',
  'move',
  'migrate up',
  'migrate down',
  'migrate status',
  'migrate create',
  'openapi',
  'doctor',
])('explains "%s" with an example, whatever the settings are', async (command) => {
  const { run } = await createTestCli({ PORT: 'x' });
  const { status, stdout } = await run([...command.split(' '), '--help']);
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`Examples?:\n {2}\\./docket ${command}`));
});

test.each([
  ['user create', '--admin'],
  ['issue view', '-c, --comments'],
  ['issue edit', '--add-label <name>'],
])('the help of "%s" shows %s, which its examples use', async (command, option) => {
  const { run } = await createTestCli();
  const { stdout } = await run([...command.split(' '), '--help']);
  expect(stdout).toContain(`\n  ${option} `);
});

test.each([
  [[], /Usage: docket/],
  [['bogus'], /unknown command 'bogus'/],
  [['issue', 'list', '--bogus'], /unknown option '--bogus'/],
  [['issue', 'list', '--page', 'x'], /'--page <number>' argument 'x' is invalid/],
  [['user', 'create'], /missing required argument 'email'/],
])('answers the wrong usage %j with status 2', async (argv, message) => {
  const { run } = await createTestCli();
  const { status, stdout, stderr } = await run(argv);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

test('names every wrong setting, each on a line', async () => {
  const { run } = await createTestCli({ PORT: 'x', BCRYPT_COST: '99' });
  expect(await run(['issue', 'list'])).toEqual({
    status: 1,
    stdout: '',
    stderr: 'error: PORT: must be a whole number\nerror: BCRYPT_COST: must be at most 16\n',
  });
});

test('says in one line that the database cannot be opened', async () => {
  const { run } = await createTestCli({ DATABASE_URL: 'sqlite:/dev' }); // a folder
  const { status, stderr } = await run(['issue', 'list']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^error: The database \S+ cannot be opened \(.*\): check DATABASE_URL.*\n$/);
});

test('shows where an unexpected error arose only with DEBUG', async () => {
  const quiet = await createTestCli();
  const { database, settings } = await quiet.open();
  await database.write((db) => db.schema.alterTable('issue').renameTo('lost_issue').execute());
  const { status, stderr } = await quiet.run(['issue', 'list']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^error: .*issue.* \(unexpected: set DEBUG=true .*\)\n$/);

  const loud = await createTestCli({ DATABASE_URL: settings.DATABASE_URL, DEBUG: 'true' });
  expect((await loud.run(['issue', 'list'])).stderr).toMatch(/^error: .*issue.*\n(.*\n)+ {4}at /);
});

test('runs as a program, with data on one stream and messages on the other', async () => {
  const url = await createTestDatabase();
  const env = { DATABASE_URL: url, SECRET_KEY: 'a key that only tests sign with' };
  const spawned = (...argv: string[]) =>
    spawnSync(process.execPath, [MAIN, ...argv], { cwd: tmpdir(), env, encoding: 'utf8' });

  expect(spawned('issue', 'list')).toMatchObject({ status: 0, stdout: '', stderr: 'No issue matches.\n' });
  expect(spawned('issue', 'list', '--page', '0')).toMatchObject({ status: 1, stdout: '' });
  expect(spawned('issue', 'list', '--bogus')).toMatchObject({ status: 2, stdout: '' });
});

test('fails in one line when its output goes to a full disk', async () => {
  const env = { DATABASE_URL: await createTestDatabase(), SECRET_KEY: 'a key that only tests sign with' };
  const full = openSync('/dev/full', 'w');
  onTestFinished(() => closeSync(full));
  const run = spawnSync(process.execPath, [MAIN, 'migrate', 'status'], {
    cwd: tmpdir(),
    env,
    encoding: 'utf8',
    stdio: ['ignore', full, 'pipe'],
  });
  expect(run.stderr).toMatch(/^error: Standard output cannot be written \(ENOSPC.*\): make room\n$/);
  expect(run.status).toBe(1);
});
