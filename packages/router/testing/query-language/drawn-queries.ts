import { type Arbitrary, array, constantFrom, letrec, oneof, option, string, tuple } from 'fast-check';

const WORDS = [
  'crash',
  'Foo.bar',
  'C++',
  '#42',
  '--verbose',
  '-',
  '登录',
  'render(a)',
  'a:',
  'std::vector',
  'x*',
  'sav*',
];

const QUALIFIERS = [
  'is:open',
  'IS:Closed',
  'label:bug,"good first issue"',
  'author:@me',
  'created:2026-01-01..*',
  'comments:>=3',
  'no:label',
  'milestone:"1.0 \\"beta\\""',
  'area:x',
  'status:',
  'updated:soon',
];

const quoted = string({ unit: 'binary', maxLength: 8 }).map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`);

/** Queries, most of which are right. */
const drawnQueries: Arbitrary<string> = letrec<{ query: string; term: string }>((tie) => ({
  term: oneof(
    { depthSize: 'small', maxDepth: 3 },
    constantFrom(...WORDS),
    constantFrom(...QUALIFIERS),
    quoted,
    tuple(constantFrom('-', 'NOT '), tie('term')).map((parts) => parts.join('')),
    tie('query').map((query) => `(${query})`),
  ),
  query: tuple(
    array(tuple(tie('term'), constantFrom(' ', ' OR ', ' AND ', '  ')), { minLength: 1, maxLength: 4 }),
    option(tie('term')),
  ).map(
    ([parts, last]) =>
      parts
        .flat()
        .slice(0, last === null ? -1 : undefined)
        .join('') + (last ?? ''),
  ),
})).query;

/** Texts of what the language has signs for, in any order. */
export const drawnTexts: Arbitrary<string> = oneof(
  string({ unit: 'binary', maxLength: 60 }),
  array(
    constantFrom(
      '"',
      '-',
      ':',
      '(',
      ')',
      '\\',
      ',',
      '*',
      ' ',
      'a',
      'is:',
      'OR',
      ' OR ',
      'NOT ',
      '..',
      '@me',
      '\u202e',
      '登',
    ),
    {
      maxLength: 60,
    },
  ).map((parts) => parts.join('')),
  drawnQueries,
);
