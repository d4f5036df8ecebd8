// Runs on sqlite: it tests what lies above the database.

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openTestServer } from '@docket/kit/server';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

const client = fileURLToPath(new URL('..', import.meta.url));
const workspace = join(client, '../..');

/** The versions of tRPC that the client is tested with: the lowest that it takes, and the newest that there is. */
const ENDS = {
  lowest: ['@trpc/client', '@trpc/server'],
  newest: ['trpc-client-newest', 'trpc-server-newest'],
} as const;

/** A project of a stranger, outside the workspace, with the packed client installed. */
let project: string;
let tarball: string;
let installed: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'docket-client-'));
  installed = join(project, 'node_modules/@docket/client');
  tarball = await pack(project);
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1']);
  await install('zod', 'zod');
}, 60_000);

afterAll(() => rm(project, { recursive: true, force: true }));

test('the package has nothing that publint or attw complains about', async () => {
  const { messages } = await publint({ pkgDir: installed, strict: true, pack: false });
  expect(messages).toEqual([]);
  const attw = join(require.resolve('@arethetypeswrong/cli/package.json'), '../dist/index.js');
  await run(process.execPath, [attw, tarball, '--profile', 'esm-only']);
});

test('C66: the package takes any tRPC from the one that it was built with, and nothing else', async () => {
  const { dependencies, devDependencies, peerDependencies, peerDependenciesMeta } = await manifestOf('@docket/client');
  const lowest = devDependencies['@trpc/client'];
  // A project that has an old zod, and asks for no schemas, is no conflict for npm either.
  expect(peerDependencies).toEqual({
    '@tanstack/db': '*',
    '@trpc/client': `^${lowest}`,
    '@trpc/server': `^${lowest}`,
    zod: '*',
  });
  expect(peerDependenciesMeta).toEqual({ '@tanstack/db': { optional: true }, zod: { optional: true } });
  expect(dependencies).toBeUndefined();
});

test('the types say nothing about how the server is made', async () => {
  const files = await readdir(join(installed, 'dist'), { recursive: true });
  const declarations = files.filter((name) => name.endsWith('.d.ts'));
  expect(declarations).toContain('generated/contract.d.ts');
  for (const name of declarations) {
    const text = await readFile(join(installed, 'dist', name), 'utf8');
    expect(text).not.toMatch(/kysely|\bContext\b|@docket\/|better-sqlite3/);
    expect(name.startsWith('generated/schemas/') || !/zod/i.test(text)).toBe(true);
  }
});

test.each(Object.entries(ENDS))(
  'C66, C67: a stranger with the %s tRPC can do what the README says',
  async (_end, peers) => {
    await install(peers[0], '@trpc/client');
    await install(peers[1], '@trpc/server');
    const server = await openTestServer();
    const [readme = ''] = (await readFile(join(installed, 'README.md'), 'utf8')).split('\n## Recipes\n', 1);
    const examples = Array.from(readme.matchAll(/```ts\n(.*?)```/gs), ([, code]) => code);
    const program = [...examples, REST_OF_PROGRAM]
      .join('\n')
      .replaceAll('http://localhost:8000', await server.listen());
    await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module' }));
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));

    await writeFile(join(project, 'main.ts'), program);
    expect(await typeErrors()).toEqual([]);
    const { stdout } = await run(process.execPath, [join(project, 'main.ts')]);

    expect(stdout.split('\n')).toEqual([
      'Hello, grace@example.org',
      expect.stringMatching(/^title: /),
      expect.stringContaining('3 characters'),
      expect.stringContaining('6 to 13: At character 7: `statsu:` is no qualifier'),
      'milestone:',
      'crash',
      'grace@example.org is logged in',
      'Nobody is, after the logout: true',
      'Crash on save, open, by grace@example.org',
      '',
    ]);
  },
);

const COMPILER_OPTIONS = {
  strict: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  module: 'nodenext',
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  types: [],
};

const REST_OF_PROGRAM = `
console.log(\`Nobody is, after the logout: \${(await whoIsLoggedIn()) === null}\`);
for (const { title, status, author } of items) console.log(\`\${title}, \${status}, by \${author.full_name}\`); // the test reads this

// @ts-expect-error: the compiler has to catch it, an issue has no such field
issue.colour;

// @ts-expect-error: the compiler has to catch it, there is no such status
const wrong: Filter = { status: ['shut'] };
`;

/** The complaints of tsc about the project and all that it uses: it has no types of Node (`types`), and checks libraries. */
async function typeErrors(): Promise<string[]> {
  const tsc = run(join(workspace, 'node_modules/.bin/tsc'), ['-p', project], { cwd: project });
  const output: string = await tsc.then(
    ({ stdout }) => stdout,
    (error) => {
      if (typeof error.code !== 'number') throw error; // it did not even start
      return error.stdout;
    },
  );
  return output.split('\n').filter((line) => line !== '');
}

/** Puts a package of ours in the place of one of the project's. */
async function install(ours: string, theirs: string): Promise<void> {
  const place = join(project, 'node_modules', theirs);
  await rm(place, { recursive: true, force: true });
  await cp(join(client, 'node_modules', ours), place, { recursive: true, dereference: true });
}

async function manifestOf(name: string) {
  return JSON.parse(await readFile(join(project, 'node_modules', name, 'package.json'), 'utf8'));
}

/** `--prefer-offline` takes the pnpm that the workspace was installed with, and asks no registry for it. */
async function pack(destination: string): Promise<string> {
  const args = ['--prefer-offline', 'pnpm@12', '--filter', '@docket/client', 'pack', '--pack-destination', destination];
  await run('npx', args, { cwd: workspace });
  const [name = ''] = await readdir(destination);
  return join(destination, name);
}
