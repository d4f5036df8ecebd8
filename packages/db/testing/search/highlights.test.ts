// Runs on none: it opens no database.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { highlightsOf } from '../../src/search/highlights.ts';
import { type TextQuery, textQueryOf } from '../../src/search/text-query.ts';
import { isFound } from './model.ts';

/** The parts of a text that are highlighted, in brackets. */
function marked(query: TextQuery, text: string, field: 'title' | 'description' = 'title'): string | undefined {
  const [highlight] = highlightsOf(query, [{ field, text }]);
  if (!highlight) return undefined;
  let shown = highlight.text;
  for (const [from, to] of highlight.ranges.toReversed()) {
    shown = `${shown.slice(0, from)}[${shown.slice(from, to)}]${shown.slice(to)}`;
  }
  return shown;
}

const MARKED: [typed: string, marked: string][] = [
  ['fallen', 'Bäume [fällen]'],
  ['登录失败', '用户[登录失败]了'],
  ['败', '用户登录失[败]了'],
  ['C++', 'in [C++], not C'],
  ['SupportTicket', 'Customer_[SupportTicket]Raise'],
  ['github', 'a [GitHub] action'],
  ['foo.bar', '[foo.bar] and foo, [foo bar]'],
];

test.each(MARKED)('marks %j as in %j', (typed, expected) => {
  expect(marked(textQueryOf(typed), expected.replace(/[[\]]/g, ''))).toBe(expected);
});

test('marks the beginnings of words, and words that touch as one', () => {
  expect(marked(textQueryOf('certif', { isPrefix: true }), 'a certificate')).toBe('a [certificate]');
  expect(marked({ any: [textQueryOf('Support'), textQueryOf('Ticket')] }, 'SupportTicket')).toBe('[SupportTicket]');
});

test('marks nothing of what is not wanted, or is asked of another field', () => {
  expect(marked({ all: [textQueryOf('a')], but: [textQueryOf('b')] }, 'a b')).toBe('[a] b');
  expect(marked(textQueryOf('a', { in: ['comments'] }), 'a')).toBeUndefined();
  expect(marked({ all: [] }, 'a')).toBeUndefined();
});

test('cuts a long text around the first word that was found, between words', () => {
  const text = `${'before '.repeat(100)}needle ${'after '.repeat(100)}`;
  const shown = marked(textQueryOf('needle'), text, 'description') ?? '';
  expect(shown).toMatch(/^(before )+\[needle\]( after)+$/);
  expect(shown.length).toBeLessThan(250);
  expect(marked(textQueryOf('needle'), text)).toContain(text.slice(0, 700));
});

const typed = fc.constantFrom(
  '登录失败',
  '登',
  'ログ',
  'fällen',
  'fall',
  'C++',
  'SupportTicket',
  'v1.2',
  '1',
  '𝒳',
  '…',
  '<b>',
);
const text = fc.array(typed, { maxLength: 120 }).chain((words) => fc.constantFrom(words.join(' '), words.join('')));

test('marks something in each text that is found, within it and in order, whatever they are', () => {
  const property = fc.property(typed, text, fc.boolean(), (words, drawn, isPrefix) => {
    const query = textQueryOf(words, { isPrefix });
    const highlights = highlightsOf(query, [{ field: 'description', text: drawn }]);
    const texts = { title: [], labels: [], comments: [], description: [drawn] };
    const hasWords = 'any' in query || ('phrase' in query && query.phrase.length > 0);
    expect(highlights.length === 1).toBe(hasWords && isFound(texts, query));
    for (const highlight of highlights) {
      expect(drawn).toContain(highlight.text);
      expect(highlight.text.isWellFormed()).toBe(true);
      const ends = highlight.ranges.flat();
      expect(ends).toEqual(ends.toSorted((a, b) => a - b));
      expect(highlight.ranges.length).toBeGreaterThan(0);
      expect(ends[0]).toBeGreaterThanOrEqual(0);
      expect(ends.at(-1)).toBeLessThanOrEqual(highlight.text.length);
    }
  });
  fc.assert(property, { numRuns: 300 });
});
