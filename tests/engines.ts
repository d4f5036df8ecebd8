// Every test file runs twice, on SQLite and on PostgreSQL, unless its first line says why it runs once:
// `// Runs on sqlite: it tests what lies above the database.` `engines.test.ts` checks it.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLong as drawsMany } from './document/figures.ts';
import { isLong } from './faults/figures.ts';
import { isLong as walksAll } from './walks.ts';

/** One engine for the tests of a file; none, for those that open no database. */
export type Engine = 'sqlite' | 'postgresql' | 'none';

const ROOT = join(import.meta.dirname, '..');

export const TEST_FILES = [
  '{packages,apps,examples}/*/testing/**/*.test.ts',
  'tests/**/*.test.ts',
  'scripts/**/*.test.ts',
];

/** tests/kit is a package, and its links lead back to the tests of the packages that it uses. */
export const INSTALLED = ['**/node_modules/**'];

export const ENGINE_LINE =
  /^\/\/ Runs on (sqlite|postgresql|none)(?:, and on both with (FAULTS|DOCUMENT|WALKS)=long)?: (?:\S+ ){2,}\S+\.$/;

const IS_LONG: Record<string, boolean> = { FAULTS: isLong, DOCUMENT: drawsMany, WALKS: walksAll };

/** The engine that the first line of a test file names, or nothing when it runs on both. */
export function oneEngineOf(text: string): Engine | undefined {
  const [, engine, setting = ''] = ENGINE_LINE.exec(text.slice(0, text.indexOf('\n'))) ?? [];
  return IS_LONG[setting] ? undefined : (engine as Engine | undefined);
}

/** A test as an example for others, whom our engines do not concern. */
export function withoutEngineLine(text: string): string {
  const [first = '', ...rest] = text.split('\n');
  return ENGINE_LINE.test(first) ? rest.join('\n').trimStart() : text;
}

/** The test files that run on one engine. */
export const oneEngine: ReadonlyMap<string, Engine> = new Map(
  globSync(TEST_FILES, { cwd: ROOT, exclude: INSTALLED }).flatMap((file) => {
    const engine = oneEngineOf(readFileSync(join(ROOT, file), 'utf8'));
    return engine ? [[file, engine]] : [];
  }),
);

/** The files that run on this engine and on no other; with `none`, those that open no database. */
export function filesOnlyFor(engine: Engine): string[] {
  return [...oneEngine].filter(([, on]) => on === engine).map(([file]) => file);
}
