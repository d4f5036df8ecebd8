import { drawing, drawWord, wordOf } from './texts.ts';

/** A word that 93 % of the issues have: their texts are long enough for it. */
const COMMON = wordOf(4);

/** The word of a rank that hardly an issue has. */
const RARE = wordOf(40_000);

/** Beside words, what people narrow a search by. */
const FILTERS = [
  'is:open',
  'is:closed',
  'label:bug',
  'label:ui',
  'label:rare',
  'author:user-3',
  'assignee:user-4',
  'no:assignee',
  'priority:high',
  'project:P7X',
  'commenter:user-5',
  '-label:part-3',
  'created:>=2020-02-01',
  '(label:rare OR author:user-2)',
];

const SORTS = ['updated', 'created-asc', 'priority', 'comments'];

/** A query without qualifiers may have so many characters. */
const MOST_PLAIN = 50;

/** Queries of one to four words, phrases and beginnings of words, and up to two filters; `isSorted`: in an order of their own. */
export function drawQueries(count: number, { isSorted }: { isSorted: boolean }): string[] {
  const draw = drawing(isSorted ? 7 : 8);
  for (let at = 0; at < 10; at += 1) draw(); // the first ones of neighbouring seeds are alike
  const queries = new Set<string>();
  while (queries.size < count) {
    const query = drawQuery(draw, isSorted);
    const isAllowed = query.split('*').length <= 3 && (query.includes(':') || query.length <= MOST_PLAIN);
    if (isAllowed) queries.add(query);
  }
  return [...queries];
}

function drawQuery(draw: () => number, isSorted: boolean): string {
  const one = <T>(of: readonly T[]) => of[Math.floor(draw() * of.length)] as T;
  const some = <T>(least: number, most: number, make: (at: number) => T) =>
    Array.from({ length: least + Math.floor(draw() * (most - least + 1)) }, (_, at) => make(at));
  const terms = some(1, 4, (at) => drawTerm(draw, at));
  const filters = some(0, 2, () => one(FILTERS));
  return [...terms, ...filters, ...(isSorted ? [`sort:${one(SORTS)}`] : [])].join(' ');
}

function drawTerm(draw: () => number, at: number): string {
  const [word, kind] = [drawWord(draw), draw()];
  if (kind < 0.1) return `"${word} ${drawWord(draw)}"`;
  if (kind < 0.2 && word.length > 3) return `${word.slice(0, 4)}*`;
  return kind < 0.3 && at > 0 ? `-${word}` : word;
}

/** As many as a query may have with the one value of `LONG`. */
const many = (form: (rank: number) => string) => Array.from({ length: 19 }, (_, rank) => form(rank));

/** It has all issues, and lets a query be longer than a plain one. */
const LONG = 'created:>2019-01-01';

/** The dearest that is allowed, as far as we know. */
export const dearest: [name: string, query: string][] = [
  ['a word in 93 %', `"${COMMON}"`],
  ['the same, by update', `"${COMMON}" sort:updated`],
  ['the same, by comments', `"${COMMON}" sort:comments`],
  ['the same, with a rare label', `"${COMMON}" label:rare`],
  ['the same, of none', `"${COMMON}" no:label comments:>5000`],
  ['the same, commented by a user', `"${COMMON}" commenter:user-5 -label:bug`],
  ['two words in 93 % as a phrase', `"${COMMON} ${wordOf(5)}"`],
  ['the same, by update', `"${COMMON} ${wordOf(5)}" sort:updated`],
  ['a word in 93 %, and a rare one', `"${COMMON}" "${RARE}"`],
  ['a rare word, by update', `"${RARE}" sort:updated`],
  ['not a word in 93 %', `-${COMMON}`],
  ['20 words', `${many(wordOf).join(' ')} ${LONG}`],
  ['any of 20 words', `(${many(wordOf).join(' OR ')}) ${LONG}`],
  ['none of 20 words', `${many((rank) => `-${wordOf(rank + 10)}`).join(' ')} ${LONG}`],
  ['20 phrases', `${many((rank) => `"${wordOf(rank)} ${wordOf(rank + 1)}"`).join(' ')} ${LONG}`],
  ['a word in 93 %, and all that begin so', `${COMMON}*`],
  ['the same, by update', `${COMMON}* sort:updated`],
  ['two such', `${wordOf(3)}* ${COMMON}*`],
  ['a word in 93 % in the title', `in:title ${COMMON} ${wordOf(0)}`],
  ['a rare label, or a rare word', `(label:rare OR "${RARE}") "${COMMON}"`],
];
