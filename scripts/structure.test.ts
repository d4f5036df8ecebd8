// Runs on none: it opens no database.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';
import { describe, expect, test } from 'vitest';
import { allowed } from './structure/allowed.ts';
import { issue, label, refused, router } from './structure/refused.ts';
import { findViolations } from './structure.ts';

type Tree = Record<string, string>;

const TABLES: Tree = {
  'packages/db/src/tables.ts': [
    'export type Tables = { user: Row; session: Session; rate_limit: RateLimit };',
    'type Row = { id: string };',
    'type Session = { id: string; user_id: string };',
    'type RateLimit = { key: string };\n',
  ].join('\n'),
};

function violationsIn(tree: Tree): string[] {
  const root = temporaryFolder();
  for (const [file, code] of Object.entries({ ...TABLES, ...tree })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), code);
  }
  return findViolations(root).map(({ file, rule }) => `${file} ${rule}`);
}

test('finds nothing wrong with Docket', () => {
  expect(findViolations(resolve(import.meta.dirname, '..'))).toEqual([]);
});

describe.each(Object.entries(refused))('of the rules on %s', (_rules, probes) => {
  test.each(probes)('refuses %s, with %j', (file, code, rule) => {
    const violations = violationsIn({ [file]: code });
    expect(violations).toHaveLength(1); // and no other rule is in the way
    expect(violations[0]?.startsWith(`${file} `)).toBe(true);
    expect(violations[0]).toContain(rule);
    expect(violations[0]).not.toContain('\n');
  });
});

describe.each(Object.entries(allowed))('of the rules on %s', (_rules, probes) => {
  test.each(probes)('allows %s, with %j', (file, code) => {
    expect(violationsIn({ [file]: code })).toEqual([]);
  });
});

test('says all that is wrong with a file, and each once', () => {
  const code = "import { a } from './flows.ts';\nimport type { B } from './flows.ts';\ndb.insertInto('issue');\n";
  expect(violationsIn({ [`${issue}/queries.ts`]: code })).toEqual([
    expect.stringContaining('imports ./flows.ts'),
    expect.stringContaining('says "insertInto"'),
  ]);
});

test('refuses a kind that has both a file and a folder', () => {
  const tree = { [`${issue}/commands.ts`]: 'export {};\n', [`${issue}/commands/close.ts`]: 'export {};\n' };
  expect(violationsIn(tree)).toEqual([expect.stringContaining('close.ts stands beside commands.ts')]);
});

test.each([
  ['commands', `${issue}/commands/close.ts`, `${issue}/commands/reopen.ts`, './reopen.ts', './close.ts'],
  ['files of two features', `${issue}/queries.ts`, `${label}/queries.ts`, '../label/queries.ts', '../issue/queries.ts'],
])('refuses a circle of two %s, once', (_what, one, other, toOther, toOne) => {
  const twice = (specifier: string) => `import { a } from '${specifier}';\nimport type { B } from '${specifier}';\n`;
  expect(violationsIn({ [one]: twice(toOther), [other]: twice(toOne) })).toEqual([
    expect.stringContaining(`${one} stands in a circle of imports: ${other} → ${one};`),
  ]);
});

test('refuses a circle of types alone, and a file that imports itself', () => {
  const tree = {
    [`${issue}/commands/a.ts`]: "import type { B } from './b.js';\n",
    [`${issue}/commands/b.ts`]: "export type C = import('./c.ts').C;\n",
    [`${issue}/commands/c.ts`]: "export type { A } from './a.ts';\n",
    [`${router}/core/self.ts`]: "import './self.ts';\n",
  };
  expect(violationsIn(tree)).toEqual([
    expect.stringContaining('self.ts stands in a circle of imports: packages/router/src/core/self.ts;'),
    expect.stringMatching(/\/b\.ts → .*\/c\.ts → .*\/a\.ts;/),
  ]);
});

test('allows files that meet in a third', () => {
  const tree = {
    [`${issue}/commands/a.ts`]: "import './b.ts';\nimport './c.ts';\n",
    [`${issue}/commands/b.ts`]: "import './c.ts';\n",
    [`${issue}/commands/c.ts`]: 'export {};\n',
  };
  expect(violationsIn(tree)).toEqual([]);
});

test('refuses a listed pair that no file uses', () => {
  const tree = {
    'scripts/structure/layers.ts': 'export {};\n',
    [`${label}/commands.ts`]: "import '../issue/commands/links.ts';\n",
  };
  const violations = violationsIn(tree);
  expect(violations).toContainEqual(expect.stringContaining('lists password → auth for flows, which no file imports'));
  expect(violations.join()).not.toContain('label → issue');
});

test.each([
  ['a database without tables', { 'packages/db/src/tables.ts': 'export type Table = {};\n' }, 'mend readTables'],
  ['code that does not parse', { 'packages/db/src/a.ts': 'import {\n' }, 'packages/db/src/a.ts does not parse'],
])('fails at %s, in which it would find nothing', (_what, tree, message) => {
  expect(() => violationsIn(tree)).toThrow(message);
});
