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
  for (const peer of ['@trpc/client', '@trpc/server']) {
    await cp(join(client, 'node_modules', peer), join(project, 'node_modules', peer), {
      recursive: true,
      dereference: true,
    });
  }
}, 60_000);

afterAll(() => rm(project, { recursive: true, force: true }));

test('the package has nothing that publint or attw complains about', async () => {
  const { messages } = await publint({ pkgDir: installed, strict: true, pack: false });
  expect(messages).toEqual([]);
  const attw = join(require.resolve('@arethetypeswrong/cli/package.json'), '../dist/index.js');
  await run(process.execPath, [attw, tarball, '--profile', 'esm-only']);
});

test('the package needs exactly the tRPC that it was built with, and nothing else', async () => {
  const { version } = await manifestOf('@trpc/server');
  const { dependencies, peerDependencies } = await manifestOf('@docket/client');
  expect(peerDependencies).toEqual({ '@trpc/client': version, '@trpc/server': version });
  expect(dependencies).toBeUndefined();
  const readme = await readFile(join(installed, 'README.md'), 'utf8');
  expect(readme).toContain(`npm install @docket/client @trpc/client@${version} @trpc/server@${version}`);
});

test('the types say nothing about how the server is made', async () => {
  const files = await readdir(join(installed, 'dist'), { recursive: true });
  const declarations = files.filter((name) => name.endsWith('.d.ts'));
  expect(declarations).toContain('generated/contract.d.ts');
  for (const name of declarations) {
    expect(await readFile(join(installed, 'dist', name), 'utf8')).not.toMatch(
      /kysely|zod|\bContext\b|@docket\/|\.\.\/\.\./i,
    );
  }
});

test('a stranger can do what the README says', async () => {
  const server = await openTestServer();
  const readme = await readFile(join(installed, 'README.md'), 'utf8');
  const examples = Array.from(readme.matchAll(/```ts\n(.*?)```/gs), ([, code]) => code);
  const program = [...examples, REST_OF_PROGRAM].join('\n').replaceAll('http://localhost:8000', await server.listen());
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module' }));
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));

  await writeFile(join(project, 'main.ts'), `${program}\nconst wrong_number: string = 1;\n`);
  expect(await typeErrors()).toEqual([expect.stringContaining('main.ts')]);
  await writeFile(join(project, 'main.ts'), program);
  expect(await typeErrors()).toEqual([]);
  const { stdout } = await run(process.execPath, [join(project, 'main.ts')]);

  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/^title: /),
    'grace@example.org is logged in',
    'Nobody is, after the logout: true',
    'Crash on save, open, by grace@example.org',
    '',
  ]);
});

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

/** The complaints of tsc about the project and our package. tRPC's own types want those of Node and ws. */
async function typeErrors(): Promise<string[]> {
  const tsc = run(join(workspace, 'node_modules/.bin/tsc'), ['-p', project], { cwd: project });
  const output: string = await tsc.then(
    ({ stdout }) => stdout,
    (error) => {
      if (typeof error.code !== 'number') throw error; // it did not even start
      return error.stdout;
    },
  );
  return output.split('\n').filter((line) => line !== '' && !line.startsWith('node_modules/@trpc/'));
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
