// Runs on none: it opens no database.

import { assert, nat, property } from 'fast-check';
import { expect, test } from 'vitest';
import { completeQuery } from '../../src/query-language/complete.ts';
import { parseQuery } from '../../src/query-language/parse.ts';
import { QUALIFIER_NAMES } from '../../src/query-language/qualifiers.ts';
import { drawnTexts } from './drawn-queries.ts';

/** The texts that come of taking each of what is offered. */
function taken(text: string, at?: number): string[] {
  const { from, to, options } = completeQuery(text, at);
  return options.map((option) => text.slice(0, from) + option.text + text.slice(to));
}

test('where nothing is written yet, it offers all qualifiers', () => {
  const all = QUALIFIER_NAMES.map((name) => `${name}:`);
  expect(taken('')).toEqual(all);
  expect(taken('crash ')).toEqual(all.map((name) => `crash ${name}`));
  expect(taken('-')).toEqual(all.map((name) => `-${name}`));
  expect(taken('(')).toEqual(all.map((name) => `(${name}`));
});

test.each([
  ['la', ['label:']],
  ['crash -Mi', ['crash -milestone:']],
  ['is:', ['is:open', 'is:closed']],
  ['is:C', ['is:closed']],
  ['status:open,', ['status:open,in_progress', 'status:open,closed']],
  ['sort:comments', ['sort:comments', 'sort:comments-desc', 'sort:comments-asc']],
  ['comments:', ['comments:>10', 'comments:1..5', 'comments:0']],
  ['colour:r', []],
  ['"la', []],
  ['xyz', []],
])('in %s it offers what goes on with it', (text, expected) => {
  expect(taken(text)).toEqual(expected);
});

test('in the middle of a text it goes by what stands before the place', () => {
  expect(taken('is:o label:bug', 4)).toEqual(['is:open label:bug']);
});

test('of what only the server knows it says what it is, and what is written of it', () => {
  expect(completeQuery('a label:bug,"goo')).toEqual({
    from: 12,
    to: 16,
    options: [],
    asks: { takes: 'label', written: 'goo' },
  });
  expect(completeQuery('assignee:@m').asks).toEqual({ takes: 'user', written: '@m' });
});

test('whatever the text, what it offers is taken by the language', async () => {
  await assert(
    property(drawnTexts, nat(60), (text, at) => {
      const { from, to } = completeQuery(text, at);
      expect(0 <= from && from <= to && to <= text.length).toBe(true);
    }),
  );
  for (const text of taken('status:')) expect(parseQuery(text).faults).toEqual([]);
});
