import { expect, test } from 'vitest';
import { DEEPEST_TEXT_QUERY, type TextQuery, textQueryOf } from '../../src/search/text-query.ts';
import { hitsOf, withIndex } from './test-index.ts';

test('takes so many words of an issue as both engines can keep, with what stands first first', async () => {
  const long = Array.from({ length: 20_000 }, (_, at) => `w${at}x`).join(' ');
  const issue = { title: ['first'], labels: ['second'], description: [`third ${long}`], comments: ['last'] };
  await withIndex([issue], async (db) => {
    for (const typed of ['first', 'second', 'third', 'w1x']) expect(await hitsOf(db, textQueryOf(typed))).toEqual([0]);
    for (const typed of ['last', 'w19999x']) expect(await hitsOf(db, textQueryOf(typed))).toEqual([]);
  });
});

test.each(['w', 'ж'])('and so many bytes of them: long words of %s', async (letter) => {
  const long = Array.from({ length: 16_000 }, (_, at) => `${letter}${at}`.padEnd(64, letter)).join(' ');
  await withIndex([{ title: ['first'], description: [long] }], async (db) => {
    expect(await hitsOf(db, textQueryOf('first'))).toEqual([0]);
    expect(await hitsOf(db, { phrase: [letter], isPrefix: true })).toEqual([0]);
  });
});

test('forgets where a word stands that stands everywhere, and cuts words that are very long', async () => {
  const often = `${'very '.repeat(300)}late`;
  await withIndex([{ description: [often] }, { description: ['x'.repeat(5000)] }], async (db) => {
    expect(await hitsOf(db, textQueryOf('very very'))).toEqual([0]);
    expect(await hitsOf(db, textQueryOf('very late'))).toEqual([]);
    expect(await hitsOf(db, textQueryOf('late'))).toEqual([0]);
    expect(await hitsOf(db, textQueryOf('x'.repeat(6000)))).toEqual([1]);
  });
});

test('finds in some projects alone, also where these are many and the query is nested as deep as it may be', async () => {
  const issues = Array.from({ length: 5 }, () => ({ title: ['crash'] }));
  const many = ['1', '3', ...Array.from({ length: 2000 }, (_, at) => `7f000000-0000-7000-8000-${at + 10 ** 11}`)];
  let deep: TextQuery = textQueryOf('crash');
  for (let depth = 0; depth + 2 <= DEEPEST_TEXT_QUERY; depth += 2)
    deep = { all: [{ any: [deep, textQueryOf('x')] }], but: [textQueryOf('y')] };
  await withIndex(issues, async (db) => {
    for (const query of [textQueryOf('crash'), { all: [], but: [textQueryOf('save')] }, deep]) {
      expect(await hitsOf(db, query, ['1', '3'])).toEqual([1, 3]);
      expect(await hitsOf(db, query, many)).toEqual([1, 3]);
      expect(await hitsOf(db, query, [])).toEqual([]);
    }
    expect(await hitsOf(db, textQueryOf('1'), ['1'])).toEqual([]);
  });
});
