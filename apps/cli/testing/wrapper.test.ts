// Runs on sqlite: it tests what lies above the database.

import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '@docket/kit/cli';
import { createTestDatabase, temporaryFolder } from '@docket/kit/database';
import { bringWorldTo } from '@docket/kit/world';
import { readSettings } from '@docket/router';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const wrapper = join(root, 'docket');
const archive = join(import.meta.dirname, 'commands/fixture.archive.json');

/** No registry answers here, and no npm could be found. */
const OFFLINE = { PATH: '/usr/bin:/bin', HOME: '/nonexistent', npm_config_registry: 'http://127.0.0.1:9/' };

function run(program: string, argv: string[], { cwd = temporaryFolder(), env = {} } = {}) {
  const ran = spawnSync(program, argv, { cwd, env: { ...OFFLINE, ...env }, encoding: 'utf8' });
  return { status: ran.status, stdout: ran.stdout, stderr: ran.stderr };
}

test('C81: ./docket runs without npm and without a network, from any folder and through a link', async () => {
  const DATABASE_URL = await createTestDatabase();
  await bringWorldTo(DATABASE_URL);
  expect(run(wrapper, ['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);

  const folder = temporaryFolder();
  mkdirSync(join(folder, 'bin'));
  symlinkSync(wrapper, join(folder, 'bin/real'));
  symlinkSync('real', join(folder, 'bin/docket'));
  expect(run(join(folder, 'bin/docket'), ['issue', 'list'], { env: { DATABASE_URL } })).toEqual({
    status: 0,
    stdout: expect.stringContaining('Crash'),
    stderr: '2 of 2 issues (page 1 of 1)\n',
  });
});

test('C83, C85: in another folder it makes no database, and names the file and what to type there', () => {
  const cwd = temporaryFolder();
  const link = join(temporaryFolder(), 'docket');
  symlinkSync(wrapper, link);
  const { status, stderr } = run(link, ['issue', 'list'], { cwd });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^error: There is no database \/\S*\/data\/docket\.db: go to the folder where/),
  });
  expect(stderr).toContain(`make it with "${link} migrate up"`);
  expect(existsSync(join(cwd, 'data'))).toBe(false);
});

test('what is printed to be typed next is what was typed: by way of PATH the name alone, in JSON as well', () => {
  const bin = temporaryFolder();
  const link = join(bin, 'docket');
  symlinkSync(wrapper, link);
  const env = { PATH: `${bin}:${OFFLINE.PATH}` };
  expect(run('docket', ['--help'], { env }).stdout).toMatch(/\n {2}docket issue list\n/);
  expect(run(link, ['--help']).stdout).toContain(`\n  ${link} issue list\n`);
  for (const argv of [
    ['whoami', '--json'],
    ['issue', 'list', '--json'],
  ]) {
    const { status, stdout, stderr } = run('docket', argv, { env });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(JSON.parse(stderr)).toEqual({
      code: 'command_failed',
      detail: expect.stringMatching(/^There is no database .*"docket login --server URL".*"docket migrate up"$/),
    });
  }
});

test('./docket start is the server', () => {
  // What it refuses to start with tells it from a command, and takes no port.
  expect(run(wrapper, ['start'], { env: { PORT: 'x' } })).toMatchObject({
    status: 1,
    stderr: 'PORT: must be a whole number\n',
  });
});

test('C81: a clone that is not installed says what to type', () => {
  const clone = temporaryFolder();
  copyFileSync(wrapper, join(clone, 'docket'));
  const { status, stderr } = run(join(clone, 'docket'), ['issue', 'list']);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: `docket is not installed yet: type (cd ${execFileSync('pwd', ['-P'], { cwd: clone, encoding: 'utf8' }).trim()} && npx pnpm@12 install)\n`,
  });
});

test.each([
  ['user', 'create', 'ada@example.org', '--password-stdin'],
  ['api', '/issues'],
  ['import', 'github-archive', archive],
  ['doctor'],
  ['migrate', 'status'],
  ['backup', '-'],
])('C85: docket %s %s makes no database either', async (...argv) => {
  const DATA_DIR = join(temporaryFolder(), 'data');
  const settings = () => readSettings({ DATA_DIR }, '/dev/null');
  const { stdout, stderr } = await runCommand(argv, { settings, env: {}, stdin: 'analytical engine' });
  expect(`${stdout}${stderr}`).toContain(join(DATA_DIR, 'docket.db'));
  expect(existsSync(DATA_DIR)).toBe(false);
});
