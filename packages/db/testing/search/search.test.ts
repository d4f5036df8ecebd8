import { expect, test } from 'vitest';
import { newestTextHits } from '../../src/search/hits.ts';
import { textQueryFor, textQueryOf } from '../../src/search/text-query.ts';
import { hitsOf, withIndex } from './test-index.ts';

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

test('gives the newest first below a serial, and no more than are wanted', async () => {
  await withIndex(Array(9).fill({ title: ['crash'] }), async (db) => {
    const query = textQueryFor(db, { phrase: ['crash'] });
    const newest = newestTextHits(db, query, { from: 2, below: 7, most: 3 });
    const hits = await db.selectFrom(newest.as('hits')).select('serial').execute();
    expect(hits).toEqual([{ serial: 6 }, { serial: 5 }, { serial: 4 }]);
    expect(await hitsOf(db, { phrase: ['crash'] }, undefined, 4)).toHaveLength(4);
  });
});
