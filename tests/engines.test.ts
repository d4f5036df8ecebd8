// Every test runs on both engines, unless the table says on which one, and why.

import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { oneEngine } from './engines.ts';

const root = join(import.meta.dirname, '..');

/** Whatever looks like a test, wherever it lies: vitest may look elsewhere. */
const files = globSync('**/*.{test,spec}.{ts,tsx,mts,js,mjs}', {
  cwd: root,
  exclude: (name) => /(^|\/)(node_modules|\.[^/]+)$/.test(name),
}).sort();

/** The projects in which vitest runs each file. */
function projectsByFile(): Record<string, string[]> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const answer = execFileSync(process.execPath, [vitest, 'list', '--filesOnly', '--json'], {
    cwd: root,
    encoding: 'utf8',
  });
  const runs: { file: string; projectName: string }[] = JSON.parse(answer);
  const names = Map.groupBy(runs, ({ file }) => relative(root, file));
  return Object.fromEntries([...names].map(([file, of]) => [file, of.map(({ projectName }) => projectName).sort()]));
}

test('every test file of the repository runs on both engines, unless the table says otherwise', () => {
  expect(files).toContain('tests/engines.test.ts');
  const promised = files.map((file) => {
    const { on } = oneEngine[file] ?? {};
    if (on === 'none') return [file, ['no database']];
    return [file, on ? [on] : ['postgresql', 'sqlite']];
  });
  expect(projectsByFile()).toEqual(Object.fromEntries(promised));
});

test.each(Object.entries(oneEngine))('%s is there, and runs on one engine for a reason', (file, { because }) => {
  expect(existsSync(join(root, file))).toBe(true);
  expect(because).toMatch(/\S+ \S+ \S+/);
});

test('a file that is named after an engine runs on that one only', () => {
  const named = files.flatMap((file) => {
    const [, engine] = /[./](sqlite|postgres)(?:-[a-z-]+)?\.test\.ts$/.exec(file) ?? [];
    return engine ? [[file, engine === 'sqlite' ? 'sqlite' : 'postgresql']] : [];
  });
  const listed = named.map(([file = '']) => [file, oneEngine[file]?.on]);
  expect(listed).toEqual(named);
});

test.each(files)('%s does not ask on which engine it runs, to test less there', (file) => {
  expect(readFileSync(join(root, file), 'utf8')).not.toMatch(/\btestE(?:ngine)\b|inject\('(?:engine)'\)/);
});
