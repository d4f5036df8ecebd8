// Runs on none: it opens no database.

// C82, A18: who types the wrong thing is told in one sentence what to type.

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const workspace = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
const ours = Number.parseInt(/^nodeVersion: (.*)$/m.exec(workspace)?.[1] ?? '', 10);

// biome-ignore lint/style/noProcessEnv: what is on the PATH, and not a setting of Docket
const path = (process.env['PATH'] ?? '').split(delimiter);
const folders = path.filter((folder) => !folder.includes('node_modules'));

/** The folder of the Node of this machine, where that is older than ours and has npm. */
const old = folders.find((folder) => {
  if (!existsSync(join(folder, 'npm'))) return false;
  const { stdout } = spawnSync(join(folder, 'node'), ['--version'], { encoding: 'utf8' });
  return Number.parseInt(stdout?.slice(1), 10) < ours;
});

/** What is at the root of a fresh clone, with nothing installed. */
function freshClone(): string {
  const clone = temporaryFolder();
  for (const name of ['package.json', '.npmrc', 'start.js', 'scripts', 'examples']) {
    cpSync(join(root, name), join(clone, name), { recursive: true });
  }
  symlinkSync(join(root, 'apps'), join(clone, 'apps'));
  return clone;
}

const typed = (folder: string, [command = '', ...args]: string[], PATH = [old, ...folders].join(delimiter)) =>
  spawnSync(command, args, {
    cwd: folder,
    env: { PATH, HOME: folder, PORT: '0', npm_config_update_notifier: 'false' },
    encoding: 'utf8',
    timeout: 60_000, // without the sentence a server would run on
  });

/** What a program says, but for the lines with which npm says what it runs. */
function saidBy({ stdout, stderr }: SpawnSyncReturns<string>): string[] {
  return `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('> '));
}

test.runIf(old).each([
  ['node start', 'npx pnpm@12 start'],
  ['npm start', 'npx pnpm@12 start'],
  ['npm test', 'npx pnpm@12 test'],
  ['node examples/file-an-issue.ts', 'npx pnpm@12 exec node examples/file-an-issue.ts'],
  ['node examples/close-stale-issues.ts', 'npx pnpm@12 exec node examples/close-stale-issues.ts'],
])('C82: "%s" with an old Node says to type "%s"', (command, remedy) => {
  const clone = freshClone();
  mkdirSync(join(clone, 'node_modules'));
  writeFileSync(join(clone, 'node_modules/.modules.yaml'), ''); // of an installation without a Node
  const run = typed(clone, command.split(' '));
  expect(run.status).toBe(1);
  expect(saidBy(run)).toEqual([
    expect.stringMatching(/^Docket brings its own Node \d+, and this is Node \d+\.\d+\.\d+: /),
  ]);
  expect(run.stderr.trimEnd()).toMatch(new RegExp(`: type ${remedy}$`));
});

test('C82: with the right Node and nothing installed, it says so', () => {
  const run = typed(freshClone(), [process.execPath, 'start']);
  expect(run).toMatchObject({ status: 1, stdout: '' });
  expect(run.stderr).toBe(`Docket brings its own Node ${ours}, and nothing is installed yet: type npx pnpm@12 start\n`);
});

test('C82: from another folder, it says where', () => {
  const clone = freshClone();
  const { stderr } = spawnSync(process.execPath, [join(clone, 'start')], {
    cwd: '/',
    env: { PORT: '0' },
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(stderr).toContain(`: type cd ${clone} && npx pnpm@12 start\n`);
});

test('C82: "npm install" says what to type', () => {
  const { status, stderr } = typed(freshClone(), ['npm', 'install', '--offline']);
  expect(status).not.toBe(0);
  expect(stderr).toContain('catalog:npm cannot install Docket: type npx pnpm@12 start\n');
});

test('the Node that the sentence names is the one that the workspace installs', () => {
  const source = readFileSync(join(root, 'scripts/right-node.cjs'), 'utf8');
  expect(source).toContain(`const NODE = ${ours};\n`);
});
