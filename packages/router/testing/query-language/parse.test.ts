// Runs on none: it opens no database.

import { assert, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LONGEST_QUERY, MOST_TERMS, parseQuery } from '../../src/query-language/parse.ts';
import { printQuery } from '../../src/query-language/print.ts';
import { QUALIFIER_NAMES, QUALIFIERS } from '../../src/query-language/qualifiers.ts';
import { drawnTexts } from './drawn-queries.ts';

/** The text of a query in one way of writing, which shows what was understood. */
function read(text: string): string {
  const { query, faults } = parseQuery(text);
  expect(faults).toEqual([]);
  return printQuery(query);
}

describe('reads', () => {
  test.each([
    ['words, and words that follow each other', 'crash "exact words"', 'crash "exact words"'],
    ['a word that may go on', 'sav* "on sa"*', 'sav* "on sa"*'],
    ['negations, of which two are none', '-a NOT b NOT NOT c -(-d)', '-a -b c d'],
    ['OR, which binds less than AND and a space', 'a b OR c AND d', '(a b) OR (c d)'],
    ['parentheses, and leaves out those that say nothing', '((a) (b OR (c OR d))) e', 'a (b OR c OR d) e'],
    ['qualifiers, in any case', 'Is:OPEN label:a,"b c"', 'is:open label:a,"b c"'],
    ['values with a colon, and parentheses in them', 'updated:>=2026-01-31T09:30:00Z label:area(api)', undefined],
    [
      'what looks like a qualifier and is text',
      'https://x.org/a 12:30 std::vector C:\\temp TypeError: "a:b"',
      undefined,
    ],
    ['names and signs', 'C++ C# #42 @ada foo.bar --verbose - NOT --x', undefined],
    ['code', 'render() foo(a)(b)', undefined],
    ['operators in quotation marks, and in small letters', '"OR" or and not', undefined],
    ['quotation marks in a text', '"say \\"hi\\" \\\\" C:\\"', '"say \\"hi\\" \\\\" C:\\ ""'],
    ['a text that somebody is still writing', 'a "b c', 'a "b c"'],
    ['nothing', '  ', ''],
  ])('%s', (_what, text, printed = text) => {
    expect(read(text)).toBe(printed);
  });
});

describe('says what is wrong, and where', () => {
  test.each([
    [
      'a colour:red',
      'colour:',
      'At character 3: `colour:` is no qualifier: to look for it as text, write `"colour:red"`',
    ],
    ['statsu:open', 'statsu:', 'At character 1: `statsu:` is no qualifier: did you mean `status:`?'],
    ['tags:bug', 'tags:', 'At character 1: `tags:` is no qualifier: did you mean `label:`?'],
    [
      'status:in-progress',
      'in-progress',
      'At character 8: `status:` takes no `in-progress`: did you mean `in_progress`?',
    ],
    ['is:red', 'red', 'At character 4: `is:` takes no `red`: it is one of open, closed'],
    ['label: bug', '', 'At character 7: `label:` has no value behind it, as in `label:bug`'],
    ['label:a,', '', 'At character 9: `label:` has no value behind it, as in `label:bug`'],
    [
      'created:2026-02-30',
      '2026-02-30',
      'At character 9: `created:` takes a day or time, as in `created:2026-01-31` or `created:>=2026-01-01`, and not `2026-02-30`',
    ],
    [
      'comments:many',
      'many',
      'At character 10: `comments:` takes a number, as in `comments:>10` or `comments:1..5`, and not `many`',
    ],
    [
      'a OR sort:updated',
      'sort:updated',
      'At character 6: `sort:` is about the whole query: write it outside of parentheses, NOT and OR',
    ],
    ['in:title a in:body', 'in:body', 'At character 12: `in:` may be given once'],
    ['a OR', 'OR', 'At character 3: `OR` stands between two terms: put it in quotation marks to look for it'],
    ['NOT', 'NOT', 'At character 1: `NOT` stands before a term: put it in quotation marks to look for it'],
    ['()', '()', 'At character 1: these parentheses are empty'],
    ['🙂 (a', '(', 'At character 3: this parenthesis is not closed: put text with parentheses in quotation marks'],
    ['a)', ')', 'At character 2: this parenthesis closes nothing: put text with parentheses in quotation marks'],
    ['ab*', 'ab*', 'At character 1: `ab*` is too short: the beginning of a word has at least 3 characters'],
    ['abc* abd* abe*', 'abe*', 'At character 11: a query has at most 2 beginnings of words'],
  ])('in %s', (text, part, message) => {
    const { faults } = parseQuery(text);
    expect(faults.map((fault) => [text.slice(fault.from, fault.to), fault.message])).toEqual([[part, message]]);
  });

  test('all that is wrong, in the order of the places', () => {
    const { faults } = parseQuery('is:red colour:x created:soon (');
    expect(faults.map(({ code }) => code)).toEqual([
      'unknown_value',
      'unknown_qualifier',
      'invalid_value',
      'unmatched_parenthesis',
    ]);
  });

  test('what to write in the place, where that is known', () => {
    const text = 'statsu:open is:opem';
    const mended = parseQuery(text).faults.reduceRight(
      (left, { from, to, meant = '' }) => left.slice(0, from) + meant + left.slice(to),
      text,
    );
    expect(mended).toBe('status:open is:open');
  });

  test('too many words and values, parentheses and characters', () => {
    const codesOf = (text: string) => parseQuery(text).faults.map(({ code }) => code);
    expect(codesOf('a '.repeat(MOST_TERMS))).toEqual([]);
    expect(codesOf('a '.repeat(MOST_TERMS + 1))).toEqual(['too_many_terms']);
    expect(codesOf(`label:${'a,'.repeat(MOST_TERMS)}b`)).toEqual(['too_many_terms']);
    expect(codesOf(`${'('.repeat(10)}a${')'.repeat(10)}`)).toEqual([]);
    expect(codesOf(`${'('.repeat(11)}a${')'.repeat(11)}`)).toContain('too_deep');
    expect(codesOf('a'.repeat(LONGEST_QUERY))).toEqual([]);
    expect(codesOf('a'.repeat(LONGEST_QUERY + 1))).toEqual(['too_long']);
  });
});

test('whatever the text, it gives a query or says what is wrong with it, at a place of the text, in the same way each time', async () => {
  await assert(
    property(drawnTexts, (text) => {
      const { query, faults } = parseQuery(text);
      for (const { from, to, message } of faults) {
        expect(0 <= from && from <= to && to <= text.length).toBe(true);
        expect(message.length).toBeLessThanOrEqual(200);
      }
      if (faults.length > 0) return;
      const printed = printQuery(query);
      const again = parseQuery(printed);
      expect(again.faults).toEqual([]);
      expect(printQuery(again.query)).toBe(printed);
      expect(withoutPlaces(again.query)).toEqual(withoutPlaces(query));
    }),
    { numRuns: 3000 },
  );
});

function withoutPlaces(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, one) => (key === 'from' || key === 'to' ? undefined : one)));
}

test.each(['"', '-', 'a:', '(', ')', '\\"', ':', 'is:', 'label:', 'a OR ', 'NOT ', '-(', 'a(', '((a', ',', '*', '登'])(
  'T42: 500 characters of %s take no time',
  (part) => {
    const text = part.repeat(LONGEST_QUERY).slice(0, LONGEST_QUERY);
    const { user } = process.cpuUsage();
    for (let time = 0; time < 20; time += 1) parseQuery(text);
    expect((process.cpuUsage().user - user) / 20).toBeLessThan(20_000);
  },
);

test.each(QUALIFIER_NAMES.flatMap((name) => QUALIFIERS[name].examples))('takes the example %s', (example) => {
  expect(read(example)).toBe(example);
});
