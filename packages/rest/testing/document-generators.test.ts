// Runs on none: it opens no database.

// What generators of clients in other languages trip over. Those for TypeScript run in tests/generators.

import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { openApiDocument } from '../src/document.ts';
import { nodesOf, operationsOf } from './document-nodes.ts';

const document = openApiDocument({ PROJECT_NAME: 'Issue Tracker API', VERSION: '1.2.3' });
const operations = operationsOf(document);
const schemas = Object.keys(document.components?.schemas ?? {});
const patterns = nodesOf(document).flatMap(({ node: { pattern } }) => (typeof pattern === 'string' ? [pattern] : []));

test('C61: no field of a request body has a default, which generators of types would demand', () => {
  const bodies = operations.flatMap(({ requestBody }) => Object.values(requestBody?.content ?? {}));
  const withDefault = bodies
    .flatMap(({ schema }) => nodesOf(document, schema))
    .filter(({ node }) => 'default' in node)
    .map(({ pointer }) => pointer);
  expect(withDefault).toEqual([]);
  expect(document.components?.schemas?.['CreateLabel']).toMatchObject({
    properties: { color: { description: '"#" and six hexadecimal digits; `#ededed` when left out' } },
  });
});

/** What the regular expressions of Python, Go, Java and JavaScript without `u` all have, and mean the same by. */
const OTHER_ESCAPE = /\\(?!x[0-9a-f]{2}|[dDwWsSnrt./^$*+?()[\]{}|\\-])/;
const OTHER_GROUP = /\(\?(?!:)/;

test('C60: every language reads every pattern', () => {
  expect(patterns.length).toBeGreaterThan(5);
  expect(patterns.filter((one) => OTHER_ESCAPE.test(one) || OTHER_GROUP.test(one))).toEqual([]);
  for (const pattern of patterns) for (const flags of ['', 'u']) new RegExp(pattern, flags);
});

const python = spawnSync('python3', ['--version']).status === 0;

test.runIf(python)('C60: Python reads every pattern', () => {
  const program = 'import json, re, sys\nfor pattern in json.load(sys.stdin): re.compile(pattern)';
  const { status, stderr } = spawnSync('python3', ['-c', program], { input: JSON.stringify(patterns) });
  expect(`${stderr}`).toBe('');
  expect(status).toBe(0);
});

/** Words that a language keeps for itself, and names of classes that clients and their languages have already. */
const TAKEN =
  `and as assert async await bool break case catch class client configuration const continue date def default
  del delete do dict elif else enum error except exception export extends false finally float for from func function
  global go if import in instanceof int interface is lambda let list map model new nil none nonlocal not null number
  object or package pass print private protected public raise range return select self set static str string struct super
  switch this throw true try type typeof var void while with yield`.split(/\s+/);

const fold = (name: string) => name.toLowerCase().replaceAll('_', '');

test.each([
  ['schemas', schemas, /^[A-Z][A-Za-z0-9]*$/],
  ['operations', operations.map(({ operationId }) => operationId), /^[a-z][A-Za-z0-9]*$/],
])(
  'C64: the names of %s are identifiers, free in every language, and differ in more than case',
  (_what, names, form) => {
    expect(names.filter((name) => !form.test(name) || TAKEN.includes(fold(name)))).toEqual([]);
    expect(new Set(names.map(fold)).size).toBe(names.length);
  },
);

test('C64: fields and parameters are identifiers that differ in more than case and underscores', () => {
  const groups = [
    ...nodesOf(document).map(({ node }) => Object.keys((node['properties'] ?? {}) as object)),
    ...operations.map(({ parameters = [] }) => parameters.flatMap((one) => (one.in === 'header' ? [] : one.name))),
  ];
  for (const names of groups) {
    expect(names.filter((name) => !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name))).toEqual([]);
    expect(new Set(names.map(fold)).size).toBe(names.length);
  }
});
