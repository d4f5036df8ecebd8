// Runs on none: it opens no database.

import { fileURLToPath } from 'node:url';
import { sample } from 'fast-check';
import { build } from 'vite';
import { expect, test } from 'vitest';
import * as router from '../../router/src/query-language/parse.ts';
import { drawnTexts } from '../../router/testing/query-language/drawn-queries.ts';
import {
  completeQuery,
  parseQuery,
  printQuery,
  QUALIFIERS,
  type Query,
  type Term,
} from '../src/generated/schemas/query.ts';

test('the client reads queries as the server does', () => {
  for (const text of sample(drawnTexts, { numRuns: 500, seed: 16 })) {
    expect(parseQuery(text)).toEqual(router.parseQuery(text));
  }
});

test('a page can walk through a query, change it and print it', () => {
  const { query } = parseQuery('crash is:open label:bug');
  const isClosed = (term: Term) => term.kind === 'qualifier' && term.name === 'is';
  const anyStatus: Query = { terms: query.terms.filter((term) => !isClosed(term)) };
  expect(printQuery(anyStatus)).toBe('crash label:bug');
  expect(completeQuery('mile').options).toEqual([{ text: 'milestone:', about: QUALIFIERS.milestone.about }]);
});

test('it brings nothing else into a page, and needs neither zod nor Node', async () => {
  const entry = fileURLToPath(new URL('../src/generated/schemas/query.ts', import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: true, lib: { entry, formats: ['es'], fileName: 'query' } },
  });
  const [{ output = [] } = {}] = [built].flat() as { output?: { code?: string; imports?: string[] }[] }[];
  expect(output).toHaveLength(1);
  expect(output[0]?.imports).toEqual([]);
  expect(output[0]?.code).not.toMatch(/zod|Buffer|process\./);
  expect(output[0]?.code?.length).toBeLessThan(25_000);
});
