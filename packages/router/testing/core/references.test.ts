// Runs on sqlite: it opens no database.

import { expect, test } from 'vitest';
import { MOST_READ, MOST_REFERENCES, readReferences } from '../../src/core/references.ts';

/** What is named, as it is written at its place. */
function named(text: string): string[] {
  const { users, issues } = readReferences(text);
  return [...users, ...issues].map(({ from, to }) => text.slice(from, to));
}

test.each<[text: string, expected: string[]]>([
  ['@ada, look at WEB-12 and #7.', ['@ada', 'WEB-12', '#7']],
  ['(@ada) [#7] "WEB-12"', ['@ada', '#7', 'WEB-12']],
  ['@ada.lovelace. @grace-hopper: @x', ['@ada.lovelace', '@grace-hopper', '@x']],
  ['für @ada、#7', ['@ada', '#7']],
  ['😀 @ada', ['@ada']],
  ['ada@example.org, x@y, @@ada', []],
  ['https://example.org/@ada/WEB-12#7', []],
  ['C#7, a-WEB-12, ISO-8859-1, utf-8, web-12, @ada/team', []],
  ['#0 #01 #1234567890 WEB-0', []],
  ['`@ada` and ``a ` @ada`` but @bob', ['@bob']],
  ['\\`@ada\\`', ['@ada']],
  ['an ` alone and @ada', ['@ada']],
  ['an ` alone\n\n@ada and another `', ['@ada']],
  ['```\n@ada\n```\n@bob', ['@bob']],
  ['````md\n```\n@ada\n```\n````\n@bob', ['@bob']],
  ['> ~~~ sh\n> @ada\n> ~~~\n@bob', ['@bob']],
  ['@bob\n```\n@ada in a block without an end', ['@bob']],
  ['``` is no fence ``` @ada', ['@ada']],
  ['nothing', []],
])('%j names %j', (text, expected) => {
  expect(named(text)).toEqual(expected);
});

test('says whether an issue is named by its number', () => {
  expect(readReferences('WEB-12 #7').issues).toEqual([
    { from: 0, to: 6, key: 'WEB-12', isNumber: false },
    { from: 7, to: 9, key: '7', isNumber: true },
  ]);
});

test('reads so many of each kind', () => {
  const { users, issues } = readReferences('@ada #7 '.repeat(MOST_REFERENCES + 1));
  expect([users.length, issues.length]).toEqual([MOST_REFERENCES, MOST_REFERENCES]);
});

test('reads so much of a text, and no part of a name', () => {
  const text = (before: number) => `@ada ${'x'.repeat(before - 6)} WEB-12345`;
  expect(named(text(MOST_READ - 9))).toEqual(['@ada', 'WEB-12345']);
  expect(named(text(MOST_READ - 6))).toEqual(['@ada']);
});

test.each([
  '`'.repeat(100_000),
  '` `` '.repeat(20_000),
  '@a'.repeat(50_000),
  '@'.repeat(100_000),
  '`\n'.repeat(50_000),
])('T10: reads any text in bounded time', (text) => {
  const began = performance.now();
  readReferences(text);
  expect(performance.now() - began).toBeLessThan(1000); // some milliseconds where nothing else runs
});
