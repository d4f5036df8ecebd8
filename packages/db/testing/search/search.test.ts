import { expect, test } from 'vitest';
import { textQueryOf } from '../../src/search/text-query.ts';
import { hitsFor, hitsOf, withIndex } from './test-index.ts';

async function hitsOfText(text: string, typed: string, isPrefix = false): Promise<number> {
  let count = 0;
  await withIndex([{ description: [text] }], async (db) => {
    count = (await hitsOf(db, textQueryOf(typed, { isPrefix }))).length;
  });
  return count;
}

const FOUND: [typed: string, text: string][] = [
  ['登录', '用户登录失败'],
  ['失败', '用户登录失败'],
  ['登录失败', '用户登录失败'],
  ['败', '用户登录失败'],
  ['录', '用户登录失败'],
  ['リセット', 'パスワードをリセットする'],
  ['로그인', '로그인할 수 없음'],
  ['SupportTicket', 'Customer_SupportTicketRaise does nothing'],
  ['Customer_SupportTicketRaise', 'Customer_SupportTicketRaise does nothing'],
  ['supportticketraise', 'Customer_SupportTicketRaise does nothing'],
  ['GitHub', 'a github action'],
  ['github', 'a GitHub action'],
  ['GitHub action', 'a github action'],
  ['fallen', 'Bäume fällen'],
  ['FÄLLEN', 'Bäume fällen'],
  ['strasse', 'Straße'],
  ['foo.bar', 'see foo.bar(1)'],
  ['C++', 'written in C++.'],
  ['C++', 'C++17'],
  ['c#', 'C# and F#'],
  ['c', 'written in C++.'],
  ['ISO-8859-1', 'read as iso-8859-1'],
  ['WEB-12', 'see web-12'],
  ['iso', 'ISO-8859-1'],
  ['sha256', 'SHA-256'],
  ['ё', 'Е'],
  ["don't", 'don’t'],
];

test.each(FOUND)('finds %j in %j', async (typed, text) => {
  expect(await hitsOfText(text, typed)).toBe(1);
});

const NOT_FOUND: [typed: string, text: string][] = [
  ['C++', 'C'],
  ['C#', 'C++'],
  ['录登', '用户登录失败'],
  ['ハ', 'パ'],
  ['bar.foo', 'foo.bar'],
  ['support', 'supporting'],
  ['issue label', 'IssueOne LabelTwo'],
];

test.each(NOT_FOUND)('does not find %j in %j', async (typed, text) => {
  expect(await hitsOfText(text, typed)).toBe(0);
});

test('finds the beginning of a word where that is asked for, and of a word in camel case', async () => {
  expect(await hitsOfText('certificates', 'certif', true)).toBe(1);
  expect(await hitsOfText('SupportTicketRaise', 'supportti', true)).toBe(1);
  expect(await hitsOfText('certificates', 'certif')).toBe(0);
});

test('finds no phrase that goes from one text, or one field, to the next', async () => {
  const issue = { title: ['one two'], labels: ['three', 'four'], description: ['five'], comments: ['six', 'seven'] };
  await withIndex([issue], async (db) => {
    expect(await hitsOf(db, textQueryOf('one two'))).toEqual([0]);
    for (const apart of ['two three', 'three four', 'four five', 'five six', 'six seven']) {
      expect(await hitsOf(db, textQueryOf(apart)), apart).toEqual([]);
    }
  });
});

test('finds what a query says of the fields', async () => {
  await withIndex([{ title: ['crash'] }, { comments: ['a crash'] }, { labels: ['crash'] }], async (db) => {
    expect(await hitsOf(db, { phrase: ['crash'] })).toEqual([0, 1, 2]);
    expect(await hitsOf(db, { phrase: ['crash'], in: ['title'] })).toEqual([0]);
    expect(await hitsOf(db, { phrase: ['cra'], isPrefix: true, in: ['comments', 'labels'] })).toEqual([1, 2]);
    expect(await hitsOf(db, { phrase: ['crash'], in: [] })).toEqual([]);
  });
});

test('gives no hits at all when there are more than are wanted', async () => {
  await withIndex(Array(9).fill({ title: ['crash'] }), async (db) => {
    for (const query of [{ phrase: ['crash'] }, { phrase: ['cra'], isPrefix: true }]) {
      const hits = hitsFor(db, query);
      expect(await hits.upTo(9)).toHaveLength(9);
      expect(await hits.upTo(8)).toBeUndefined();
    }
  });
});

test('finds all hits among very many issues, and those in some projects, however many have the words', async () => {
  const isEven = (serial: number) => serial % 2 === 0;
  const issues = Array.from({ length: 1300 }, (_, serial) => ({
    title: [serial % 7 === 0 ? 'all some' : 'all'],
    labels: [...(serial === 40 ? ['one'] : []), ...(serial % 100 === 40 ? ['ones'] : [])],
  }));
  const even = [...issues.keys()].filter(isEven).map(String);
  await withIndex(issues, async (db) => {
    const found: Record<string, number> = {};
    for (const typed of [
      'all',
      'all some',
      'som*',
      'all som*',
      '"all some"',
      'one',
      'one*',
      'all one*',
      'none',
      'none*',
    ]) {
      const words = /^".*"$/.test(typed) ? [typed] : typed.split(' ');
      const query = { all: words.map((word) => textQueryOf(word, { isPrefix: word.endsWith('*') })) };
      const hits = (await hitsFor(db, query).upTo(1300)) ?? [];
      const inEven = (await hitsFor(db, query, even).upTo(1300)) ?? [];
      expect(new Set(inEven), typed).toEqual(new Set(hits.filter(isEven)));
      expect(await hitsFor(db, query).upTo(hits.length - 1), typed).toBeUndefined();
      expect(new Set(await hitsFor(db, query).upTo(hits.length)), typed).toEqual(new Set(hits));
      if (hits.length > 20) expect(await hitsFor(db, query).upTo(10), typed).toBeUndefined();
      found[typed] = hits.length;
    }
    expect(Object.values(found)).toEqual([1300, 186, 186, 186, 186, 1, 13, 13, 0, 0]);
  });
});

test('finds the only issues that are left, wherever their serials are', async () => {
  const issues = Array.from({ length: 1004 }, (_, serial) =>
    serial === 998 || serial === 1003 ? { title: ['word'] } : undefined,
  );
  await withIndex(issues, async (db) => expect(await hitsOf(db, textQueryOf('word'))).toEqual([998, 1003]));
  await withIndex([], async (db) => expect(await hitsOf(db, textQueryOf('word'))).toEqual([]));
});
