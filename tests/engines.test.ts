// Runs on none: it opens no database.

// Every test runs on both engines, unless its first line says on which one, and why.

import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { ENGINE_LINE, oneEngine, oneEngineOf } from './engines.ts';
import { LONG } from './long-first.ts';

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

test('every test file of the repository runs on both engines, unless its first line says otherwise', () => {
  expect(files).toContain('tests/engines.test.ts');
  const promised = files.map((file) => {
    const engine = oneEngine.get(file);
    if (engine === 'none') return [file, ['no database']];
    return [file, engine ? [engine] : ['postgresql', 'sqlite']];
  });
  expect(projectsByFile()).toEqual(Object.fromEntries(promised));
});

test('a first line names an engine and a reason', () => {
  expect(oneEngineOf('// Runs on sqlite: it damages the file.\n')).toBe('sqlite');
  expect(oneEngineOf('// F12: PostgreSQL goes away under load.\n')).toBeUndefined();
  expect(oneEngineOf('\n// Runs on sqlite: it damages the file.\n')).toBeUndefined();
  for (const line of ['// Runs on mysql: it damages the file.', '// Runs on sqlite.', '// Runs on sqlite: so.']) {
    expect(line).not.toMatch(ENGINE_LINE);
  }
});

test('a line that begins as the one for an engine is one: else its file would run twice, and nobody would notice', () => {
  const wrong = files.flatMap((file) => {
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    const found = lines.flatMap((line, at) => (/^\/\/ runs on/i.test(line) ? [{ file, line, at }] : []));
    return found.filter(({ line, at }) => at > 0 || !ENGINE_LINE.test(line));
  });
  expect(wrong).toEqual([]);
});

test('a file that is named after an engine runs on that one only', () => {
  const named = files.flatMap((file) => {
    const [, engine] = /[./](sqlite|postgres)(?:-[a-z-]+)?\.test\.ts$/.exec(file) ?? [];
    return engine ? [[file, engine === 'sqlite' ? 'sqlite' : 'postgresql']] : [];
  });
  const listed = named.map(([file = '']) => [file, oneEngine.get(file)]);
  expect(listed).toEqual(named);
});

test.each(files)('%s does not ask on which engine it runs, to test less there', (file) => {
  expect(readFileSync(join(root, file), 'utf8')).not.toMatch(/\btestE(?:ngine)\b|inject\('(?:engine)'\)/);
});

test('the files that run first are there', () => {
  expect(files).toEqual(expect.arrayContaining(Object.keys(LONG)));
});
