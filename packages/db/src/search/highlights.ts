import { TEXT_FIELDS, type TextField } from './plain-query.ts';
import type { TextQuery } from './text-query.ts';
import { isOneDense, readWords, type Word } from './words.ts';

/** A part of a text, and where in it the words are that were looked for: from and to, in UTF-16 units. */
export type Highlight<Field extends TextField = TextField> = {
  field: Field;
  text: string;
  ranges: [from: number, to: number][];
};

/** Characters of a part, about. */
const LENGTH = 240;

/** Of them, before the first word that was found. */
const BEFORE = 60;

/** Of a text, so many characters are looked at: work is bounded, and the index has no more than that of most. */
const LOOKS_AT = 100_000;

/** A space, or where text without spaces may be cut. */
const EDGE = /[\s\p{P}]/u;

type Phrase = Extract<TextQuery, { phrase: unknown }>;

/**
 * Where the words of a query are in texts: of each text that has any the part around the first, and a title whole. By the
 * words that the index has, so what it finds is found here, too.
 */
export function highlightsOf<Field extends TextField>(
  query: TextQuery,
  texts: Iterable<{ field: Field; text: string }>,
): Highlight<Field>[] {
  const phrases = phrasesIn(query);
  const highlights: Highlight<Field>[] = [];
  for (const { field, text } of texts) {
    const asked = phrases.filter(({ in: fields = TEXT_FIELDS }) => fields.includes(field));
    const ranges = merged(rangesIn(text.slice(0, LOOKS_AT), asked));
    const [first] = ranges;
    if (!first) continue;
    const part = field === 'title' ? { from: 0, to: text.length } : partAround(text, first);
    highlights.push({ field, text: text.slice(part.from, part.to), ranges: within(part, ranges) });
  }
  return highlights;
}

/** What is wanted; what is not wanted is in no text that is found. */
function phrasesIn(query: TextQuery): Phrase[] {
  if ('phrase' in query) return query.phrase.length > 0 ? [query] : [];
  return ('all' in query ? query.all : query.any).flatMap(phrasesIn);
}

type Range = [from: number, to: number];

function rangesIn(text: string, phrases: Phrase[]): Range[] {
  if (phrases.length === 0) return [];
  const { line, tail } = readWords(text);
  return phrases.flatMap((phrase) => [
    ...line.flatMap((_, at) => rangeAt(line, at, phrase)),
    ...tail.flatMap((_, at) => (phrase.phrase.length === 1 ? rangeAt(tail, at, phrase) : [])),
  ]);
}

/** One range, if the phrase begins there. */
function rangeAt(words: Word[], at: number, { phrase, isPrefix = false }: Phrase): Range[] {
  for (const [nth, asked] of phrase.entries()) {
    const word = words[at + nth]?.text;
    const isThere = isPrefix && nth === phrase.length - 1 ? word?.startsWith(asked) : word === asked;
    if (!isThere) return [];
  }
  const [first, last, end = ''] = [words[at], words[at + phrase.length - 1], phrase.at(-1)];
  if (!first || !last) return [];
  const isHalf = isOneDense(end) && last.text !== end; // one character of a pair
  return [[first.from, isHalf ? Math.min(last.to, last.from + end.length) : last.to]];
}

/** In order, and none over another. */
function merged(ranges: Range[]): Range[] {
  const all: Range[] = [];
  for (const [from, to] of ranges.toSorted(([one], [other]) => one - other)) {
    const last = all.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else all.push([from, to]);
  }
  return all;
}

type Part = { from: number; to: number };

function partAround(text: string, [first]: Range): Part {
  const from = edgeAfter(text, Math.max(0, Math.min(first - BEFORE, text.length - LENGTH)), first);
  return { from, to: edgeBefore(text, Math.min(text.length, from + LENGTH), first) };
}

/** Behind the next edge, so that no word is cut in two, nor a character. */
function edgeAfter(text: string, from: number, most: number): number {
  if (from === 0) return 0;
  for (let at = from; at < most; at += 1) if (EDGE.test(text.charAt(at - 1))) return at;
  return beginOfCharacter(text, from);
}

function edgeBefore(text: string, to: number, least: number): number {
  if (to === text.length) return to;
  for (let at = to; at > least + LENGTH / 4; at -= 1) if (EDGE.test(text.charAt(at))) return at;
  return beginOfCharacter(text, to);
}

function beginOfCharacter(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at;
}

function within({ from, to }: Part, ranges: Range[]): Range[] {
  return ranges
    .filter((range) => range[0] < to)
    .map((range): Range => [range[0] - from, Math.min(range[1], to) - from]);
}
