// Breaks one place at a time in a copy of this tree, runs the tests that should notice, and prints what they did not.
//
//   pnpm run mutate packages/router/src/limits              every file below a path; 100 faults, drawn at random
//   pnpm run mutate packages/db/src --count 20 --seed 7     fewer, and the same ones again
//   pnpm run mutate packages/db/src --operators await,call  only these kinds of faults (scripts/mutate/mutations.ts)
//   pnpm run mutate packages/db/src --stages mirror         only the tests of the same folder: minutes instead of hours
//
// A kind of fault is drawn first and then a place for it, so that rare kinds are not lost among the texts. The tests run
// in stages until one fails: those that mirror the file's folder, those of its package, all others that reach it. A
// compiler error counts as noticed, and so does what check-structure.ts refuses; but not an unused name: whoever takes a
// call away takes its import away too.
//
// Why not StrykerJS: 10.1 runs with this vitest, but needs a tsconfig at the root (which it reads
// through the compiler's old API), a vitest configuration without projects, 130 more packages, and has none of the
// faults that hurt here: a forgotten await, a call left out, a query without its `where`.

import { globSync, statSync } from 'node:fs';
import { setPriority } from 'node:os';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { copyTree, type TreeCopy } from './mutate/copy.ts';
import { findMutations, type Mutation } from './mutate/mutations.ts';
import { projectsFor, relatedTests, runsIn } from './mutate/related-tests.ts';

type Verdict = { noticedBy: string } | { survived: string[] };

const ROOT = resolve(import.meta.dirname, '..');
/** A mutant may take so many times what the tests take without it, and a while to start. */
const SLOWER = 4;
const STARTING_MS = 60_000;
const LONGEST_MS = 15 * 60_000;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    operators: { type: 'string' },
    stages: { type: 'string', default: 'mirror,package,all' },
  },
});

/** How long the tests take that pass without a fault, by file; `null` for those that do not. */
const known = new Map<string, number | null>();

const say = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  if (positionals.length === 0)
    return void say('pnpm run mutate PATH… [--count 100] [--seed 1] [--operators …] [--stages …]');
  setPriority(15);
  const copy = copyTree(ROOT);
  process.once('exit', () => copy.remove());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const mutations = draw(sourceFiles(positionals).flatMap((file) => findMutations(file, copy.read(file))));
  say(`${mutations.length} faults, seed ${options.seed}`);
  const by: Record<string, number> = {};
  const survivors: Mutation[] = [];
  for (const [index, mutation] of mutations.entries()) {
    const verdict = await judge(copy, mutation);
    const place = `${index + 1}/${mutations.length} ${placeOf(copy, mutation)} ${mutation.operator}`;
    if ('noticedBy' in verdict) {
      const kind = verdict.noticedBy.split(' ')[0] ?? '';
      by[kind] = (by[kind] ?? 0) + 1;
      say(`${place}: noticed by ${verdict.noticedBy}`);
    } else {
      survivors.push(mutation);
      say(`${place}: SURVIVED\n${diffOf(copy, mutation)}\n  ran: ${verdict.survived.join(', ')}`);
    }
  }
  const noticed = mutations.length - survivors.length;
  say(
    `${noticed} noticed (${Object.entries(by)
      .map(([kind, times]) => `${kind} ${times}`)
      .join(', ')}), ${survivors.length} survived`,
  );
  for (const one of survivors) say(`\n${placeOf(copy, one)} ${one.operator}\n${diffOf(copy, one)}`);
}

function sourceFiles(paths: string[]): string[] {
  const files = paths.flatMap((path) => {
    const from = relative(ROOT, resolve(path));
    return statSync(resolve(ROOT, from)).isFile() ? [from] : globSync(`${from}/**/*.ts`, { cwd: ROOT });
  });
  return files.filter((file) => /^(packages|apps)\/\w+\/src\//.test(file) && !file.includes('/generated/')).sort();
}

function draw(places: Mutation[]): Mutation[] {
  const random = randomFrom(Number(options.seed));
  const wanted = options.operators?.split(',');
  const byOperator = Map.groupBy(places, ({ operator }) => operator);
  const kinds = [...byOperator].filter(([operator]) => wanted?.includes(operator) ?? true).map(([, those]) => those);
  const drawn: Mutation[] = [];
  while (drawn.length < Number(options.count) && kinds.some((those) => those.length > 0)) {
    const those = kinds[Math.floor(random() * kinds.length)] ?? [];
    drawn.push(...those.splice(Math.floor(random() * those.length), 1));
  }
  return drawn;
}

/** A small generator of random numbers from 0 to 1 (mulberry32), the same ones for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function judge(copy: TreeCopy, mutation: Mutation): Promise<Verdict> {
  const { file } = mutation;
  const original = copy.read(file);
  const broken = original.slice(0, mutation.start) + mutation.to + original.slice(mutation.end);
  const projects = projectsFor(file);
  const ran: string[] = [];
  const stages = relatedTests(copy.root, file).filter(({ name }) => options.stages.split(',').includes(name));
  for (const [index, { name, tests }] of stages.entries()) {
    const sound = await passing(
      copy,
      tests.filter((test) => runsIn(test, projects)),
      projects,
    );
    try {
      copy.write(file, broken);
      const failed = await failing(copy, sound, projects);
      if (failed) return { noticedBy: `${name} ${failed}` };
      if (index === 0 && (await failsToCompile(copy, file))) return { noticedBy: 'compiler' };
      if (index === 0 && (await breaksStructure(copy))) return { noticedBy: 'structure' };
    } finally {
      copy.write(file, original);
    }
    ran.push(`${name} (${sound.length} files)`);
  }
  return { survived: ran };
}

/** Those of the tests that pass without a fault. What fails alone says nothing. */
async function passing(copy: TreeCopy, tests: string[], projects: string[]): Promise<string[]> {
  const keyOf = (test: string) => `${projects.join()} ${test}`;
  const unknown = tests.filter((test) => !known.has(keyOf(test)));
  if (unknown.length > 0) {
    const begun = Date.now();
    const { status, said } = await vitest(copy, unknown, projects, LONGEST_MS);
    if (status !== 0 && failedFiles(said).length === 0) throw new Error(`The tests do not run:\n${said}`);
    const each = (Date.now() - begun) / unknown.length;
    for (const test of unknown) known.set(keyOf(test), failedFiles(said).includes(test) ? null : each);
    const red = unknown.filter((test) => known.get(keyOf(test)) === null);
    if (red.length > 0) say(`left out, red without a fault: ${red.join(', ')}`);
  }
  return tests.filter((test) => known.get(keyOf(test)) !== null);
}

/** The first test that fails with the fault, if one does. */
async function failing(copy: TreeCopy, tests: string[], projects: string[]): Promise<string | undefined> {
  if (tests.length === 0) return undefined;
  const usual = tests.reduce((sum, test) => sum + (known.get(`${projects.join()} ${test}`) ?? 0), 0);
  const { status, said } = await vitest(copy, [...tests, '--bail=1'], projects, STARTING_MS + SLOWER * usual);
  if (status === null) return 'timeout';
  return status === 0 ? undefined : (/(?:FAIL +|Error: )(.*)/.exec(said)?.[1] ?? 'a crash');
}

function vitest(copy: TreeCopy, args: string[], projects: string[], timeoutMs: number) {
  const chosen = projects.map((project) => `--project=${project}`);
  const quiet = ['--reporter=default', '--no-color', '--maxWorkers=2', '--passWithNoTests'];
  return copy.run(['node_modules/vitest/vitest.mjs', 'run', ...chosen, ...quiet, ...args], timeoutMs);
}

function failedFiles(said: string): string[] {
  return [...said.matchAll(/FAIL +(?:\|[^|]*\| +)?(\S+\.test\.ts)/g)].map(([, test = '']) => test);
}

async function failsToCompile(copy: TreeCopy, file: string): Promise<boolean> {
  const [home = ''] = /^\w+\/\w+/.exec(file) ?? [];
  const { said } = await copy.run(['node_modules/typescript/bin/tsc', '-b', home], LONGEST_MS);
  const unused = /TS(6133|6138|6192|6196|6198)/;
  return [...said.matchAll(/error (TS\d+)/g)].some(([, code = '']) => !unused.test(code));
}

/** Among its rules is that no promise is dropped. */
async function breaksStructure(copy: TreeCopy): Promise<boolean> {
  const { said } = await copy.run(['scripts/check-structure.ts'], LONGEST_MS);
  return !said.startsWith('The structure is');
}

function placeOf(copy: TreeCopy, { file, start }: Mutation): string {
  return `${file}:${copy.read(file).slice(0, start).split('\n').length}`;
}

function diffOf(copy: TreeCopy, { file, start, end, to }: Mutation): string {
  const code = copy.read(file);
  const from = code.lastIndexOf('\n', start - 1) + 1;
  const until = code.indexOf('\n', end);
  const lines = (text: string, mark: string) =>
    text
      .split('\n')
      .map((line) => `  ${mark} ${line}`)
      .join('\n');
  return `${lines(code.slice(from, until), '-')}\n${lines(code.slice(from, start) + to + code.slice(end, until), '+')}`;
}

await main();
