import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Writer } from '../../src/database.ts';
import { hasText } from '../../src/search/hits.ts';
import { TEXT_FIELDS, type TextField } from '../../src/search/plain-query.ts';
import { DEEPEST_TEXT_QUERY, type TextQuery, textQueryFor, textQueryOf } from '../../src/search/text-query.ts';
import { wordsOf } from '../../src/search/words.ts';
import { isFound } from './model.ts';
import { database, hitsFor, hitsOf, withIndex } from './test-index.ts';

// What is drawn has few words, so that they meet.
const typed = fc.constantFrom(
  '登录失败',
  '登',
  '失败',
  'ログ',
  'fällen',
  'Fall',
  'C++',
  'c',
  'SupportTicket',
  'support',
  'v1.2',
  '1',
  'x',
  '…',
);
const text = fc.array(typed, { maxLength: 6 }).chain((words) => fc.constantFrom(words.join(' '), words.join('')));
const texts = fc.record({
  title: fc.array(text, { minLength: 1, maxLength: 1 }),
  labels: fc.array(text, { maxLength: 2 }),
  description: fc.array(text, { minLength: 1, maxLength: 1 }),
  comments: fc.array(text, { maxLength: 3 }),
});
const fields = fc.option(fc.subarray<TextField>([...TEXT_FIELDS]), { nil: undefined });
const asked: fc.Arbitrary<TextQuery> = fc
  .tuple(fc.oneof(typed, text), fc.boolean(), fields, fc.boolean())
  .map(([words, isPrefix, within, isTyped]) => {
    const given = { isPrefix, ...(within && { in: within }) };
    return isTyped ? textQueryOf(words, given) : { phrase: wordsOf(words).map((word) => word.text), ...given };
  });
const { query } = fc.letrec<{ query: TextQuery }>((tie) => {
  const some = fc.array(tie('query'), { maxLength: 3 });
  return {
    query: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      asked,
      fc.record({ any: some }),
      fc.record({ all: some }),
      fc.record({ all: some, but: some }),
    ),
  };
});

test('finds what the rule finds, whatever the texts and the query are', async () => {
  const property = fc.asyncProperty(
    fc.array(texts, { minLength: 1, maxLength: 6 }),
    fc.array(query, { minLength: 1, maxLength: 12 }),
    (issues, queries) =>
      withIndex(issues, async (db) => {
        for (const one of queries) {
          const expected = issues.flatMap((issue, serial) => (isFound(issue, one) ? [serial] : []));
          expect(await hitsOf(db, one), JSON.stringify(one)).toEqual(expected);
          expect(await askedOfEach(db, one, issues.length), JSON.stringify(one)).toEqual(expected);
          for (const asked of [issues.length, 150]) {
            const among = await hitsFor(db, one).among([...Array(asked).keys()].toReversed());
            expect(
              [...among].toSorted((a, b) => a - b),
              JSON.stringify(one),
            ).toEqual(expected);
          }
        }
      }),
  );
  await fc.assert(property, { numRuns: 60 });
});

async function askedOfEach(db: Writer, one: TextQuery, count: number): Promise<number[]> {
  const candidates = sql.join(
    [...Array(count).keys()].map((serial) => sql`select ${sql.lit(serial)} as serial`),
    sql` union all `,
  );
  const found = hasText(db, 'candidate.serial', textQueryFor(db, one));
  const { rows } = await sql<{ serial: number }>`
    select serial from (${candidates}) candidate where ${found} order by serial
  `.execute(db);
  return rows.map(({ serial }) => serial);
}

const ANY_CHARACTER = fc.integer({ min: 0, max: 0x10ffff }).map((point) => String.fromCodePoint(point));
const OPERATORS = [
  '"',
  "'",
  '\\',
  '(',
  ')',
  '*',
  ':',
  '^',
  '-',
  '+',
  '&',
  '|',
  '!',
  '<->',
  '§',
  '¶',
  '＋',
  '%',
  '{',
  '}',
];
const WORDS = ['AND', 'OR', 'NOT', 'NEAR', 'NEAR(a b, 2)', 'title', 'title:a', 'a', '"a', "'a'", 'null', '1'];
const ODD = ['\0', '\u202e', '\u200f', '\ud800', '\udc00', '\ufeff', '\u00ad', '登', '\u0301', 'ﷺ', '\u{e0100}'];

test('throws at nothing that anybody types', async () => {
  const words = fc.array(fc.oneof(fc.constantFrom(...OPERATORS, ...WORDS, ...ODD), ANY_CHARACTER), {
    maxLength: 30,
  });
  const property = fc.asyncProperty(
    fc.array(words, { minLength: 10, maxLength: 10 }),
    fc.boolean(),
    async (typings, isPrefix) => {
      for (const typing of typings) {
        const one = textQueryOf(typing.join(''), { isPrefix });
        const raw = { phrase: typing, isPrefix };
        await hitsOf(database.read, { all: [one], but: [raw] });
        await hitsOf(database.read, { any: [one, raw] });
      }
    },
  );
  await fc.assert(property, { numRuns: 10 });
});

test('takes a thousand negations', async () => {
  const words = Array.from({ length: 1000 }, (_, at) => ({ phrase: [`word${at}`] }));
  await withIndex([{ title: ['word'] }, { title: ['Word7 word'] }], async (db) => {
    expect(await hitsOf(db, { all: [{ phrase: ['word'] }], but: words })).toEqual([0]);
    expect(await hitsOf(db, { all: [], but: [textQueryOf('word7')] })).toEqual([0]);
  });
});

const WORD = { phrase: ['word'] };

const nestings: Record<string, (inner: TextQuery, depth: number) => TextQuery> = {
  'the last part': (inner, depth) => (depth % 2 ? { all: [WORD, inner] } : { any: [WORD, inner] }),
  'the first part': (inner, depth) => (depth % 2 ? { all: [inner, WORD] } : { any: [inner, WORD] }),
  'what is not wanted': (inner) => ({ all: [WORD], but: [inner] }),
  'one of several that are not wanted': (inner) => ({ all: [WORD, WORD], but: [WORD, inner] }),
  'one of many that are not wanted': (inner) => ({ all: [WORD], but: [inner, ...Array(50).fill(WORD)] }),
};

test.each(Object.entries(nestings))('takes a query whose %s is nested, and refuses a deeper one', async (_, nest) => {
  let inner: TextQuery = WORD;
  const outcomes: unknown[] = [];
  for (let depth = 0; depth < 100; depth += 1) {
    inner = { all: [nest(inner, depth)] };
    outcomes.push(await hitsOf(database.read, inner).catch((error: unknown) => error));
  }
  const taken = outcomes.findIndex((outcome) => outcome instanceof Error);
  expect(taken).toBeGreaterThanOrEqual(Math.floor(DEEPEST_TEXT_QUERY / 2));
  expect(outcomes.slice(0, taken)).toEqual(Array(taken).fill([]));
  expect(outcomes.slice(taken).every((outcome) => outcome instanceof RangeError)).toBe(true);
});
