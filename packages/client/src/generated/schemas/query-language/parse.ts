// Generated from the router by `pnpm generate`. Do not edit.

import { deepAt, missingAt, prefixAt, prefixesAt, tooLong, tooManyAt, unmatchedAt } from './faults.ts';
import { checkPlaces, checkQualifier } from './qualifier-check.ts';
import { isQualifier } from './qualifiers.ts';
import { type Token, tokensOf } from './tokens.ts';
import { type Fault, type Group, type Query, type Span, type Term, type Words } from './tree.ts';

/** How many UTF-16 units a query may have, and how many words and values. What is found with more takes ever longer. */
export const LONGEST_QUERY = 500;

export const MOST_TERMS = 20;

/** How long the beginning of a word is, and how many a query may have: each is read with all words that begin so. */
export const SHORTEST_BEGINNING = 3;

export const MOST_BEGINNINGS = 2;

const MOST_DEEP = 10;

/** What was understood of a text. A query that has faults is not what was meant: do not ask it. */
export type ParsedQuery = { query: Query; faults: Fault[] };

/**
 * Reads a query: words, `"exact words"`, `-not`, `label:bug`, `OR`, `( )`. It never throws, takes a time in proportion to
 * the text, and gives the same for the same text everywhere. The faults are in the order of their places.
 */
export function parseQuery(text: string): ParsedQuery {
  if (text.length > LONGEST_QUERY) return { query: { terms: [] }, faults: [tooLong(text, LONGEST_QUERY)] };
  const reading: Reading = { text, tokens: tokensOf(text, isQualifier), at: 0, beginnings: 0, faults: [] };
  const terms: Term[] = [];
  while (reading.at < reading.tokens.length) {
    const term = readAny(reading, 0);
    if (term) terms.push(...partsOf(term, 'all'));
    const left = reading.tokens[reading.at];
    if (!left) break;
    // Nothing else ends a query before its end.
    reading.faults.push(unmatchedAt(text, left));
    reading.at += 1;
  }
  const faults = [...reading.faults, ...checkPlaces(text, terms), ...checkNumber(text, reading.tokens)];
  return { query: { terms }, faults: faults.toSorted((one, other) => one.from - other.from || one.to - other.to) };
}

type Reading = { text: string; tokens: Token[]; at: number; beginnings: number; faults: Fault[] };

/** Terms with OR between them. */
function readAny(reading: Reading, depth: number): Term | undefined {
  const first = readAll(reading, depth);
  const terms = first ? partsOf(first, 'any') : [];
  while (reading.tokens[reading.at]?.kind === 'or') {
    const operator = take(reading);
    const next = readAll(reading, depth);
    if (!first || !next) reading.faults.push(missingAt(reading.text, operator));
    if (next) terms.push(...partsOf(next, 'any'));
  }
  return groupOf('any', terms);
}

/** Terms with nothing, or AND, between them. */
function readAll(reading: Reading, depth: number): Term | undefined {
  const terms: Term[] = [];
  for (;;) {
    const token = reading.tokens[reading.at];
    if (!token || token.kind === 'or' || token.kind === 'close') break;
    if (token.kind === 'and') {
      const operator = take(reading);
      const isBetween = terms.length > 0 && startsTerm(reading.tokens[reading.at]);
      if (!isBetween) reading.faults.push(missingAt(reading.text, operator));
      continue;
    }
    const term = readNot(reading, depth);
    if (term) terms.push(...partsOf(term, 'all'));
  }
  return groupOf('all', terms);
}

function startsTerm(token: Token | undefined): boolean {
  return token !== undefined && !['or', 'and', 'close'].includes(token.kind);
}

/** Two negations are none. */
function readNot(reading: Reading, depth: number): Term | undefined {
  const start = reading.tokens[reading.at];
  let isNegated = false;
  while (reading.tokens[reading.at]?.kind === 'not') {
    const operator = take(reading);
    isNegated = !isNegated;
    if (!startsTerm(reading.tokens[reading.at])) {
      reading.faults.push(missingAt(reading.text, operator));
      return undefined;
    }
  }
  const term = readOne(reading, depth);
  if (!isNegated || !term || !start) return term;
  if (term.kind === 'not') return term.of;
  return { kind: 'not', of: term, from: start.from, to: term.to };
}

function readOne(reading: Reading, depth: number): Term | undefined {
  const token = take(reading);
  if (token.kind === 'open') return readGroup(reading, token, depth + 1);
  if (token.kind === 'words') return wordsOf(reading, token);
  if (token.kind !== 'qualifier') return undefined;
  const { faults, qualifier } = checkQualifier(reading.text, token);
  reading.faults.push(...faults);
  return qualifier;
}

function readGroup(reading: Reading, open: Token, depth: number): Term | undefined {
  if (depth > MOST_DEEP) {
    reading.faults.push(deepAt(reading.text, open, MOST_DEEP));
    reading.at = reading.tokens.length;
    return undefined;
  }
  const first = reading.at;
  const term = readAny(reading, depth);
  const close = reading.tokens[reading.at];
  const isEmpty = reading.at === first;
  if (!close) reading.faults.push(unmatchedAt(reading.text, open));
  else reading.at += 1;
  if (isEmpty && close) reading.faults.push(missingAt(reading.text, { from: open.from, to: close.to }));
  return term;
}

function wordsOf(reading: Reading, token: Token & { kind: 'words' }): Words {
  const { text, faults } = reading;
  if (!token.isPrefix || isWordSign(token.text)) return token;
  reading.beginnings += 1;
  if ([...token.text].length < SHORTEST_BEGINNING) faults.push(prefixAt(text, token, SHORTEST_BEGINNING));
  else if (reading.beginnings > MOST_BEGINNINGS) faults.push(prefixesAt(text, token, MOST_BEGINNINGS));
  return token;
}

/** One character of scripts that write words with few of them says as much as some letters. */
function isWordSign(text: string): boolean {
  return /[\p{Script=Han}\p{Script=Hangul}]/u.test(text);
}

function take(reading: Reading): Token {
  const token = reading.tokens[reading.at];
  if (!token) throw new Error('a token was looked at before'); // who calls has seen one
  reading.at += 1;
  return token;
}

/** What a group in a group of the same kind has; a term by itself else. */
function partsOf(term: Term, kind: Group['kind']): Term[] {
  return term.kind === kind ? term.of : [term];
}

function groupOf(kind: Group['kind'], terms: Term[]): Term | undefined {
  const [first] = terms;
  const last = terms.at(-1);
  if (!first || !last || terms.length === 1) return first;
  return { kind, of: terms, from: first.from, to: last.to };
}

/** Each word and each value is one of those that are counted. */
function checkNumber(text: string, tokens: readonly Token[]): Fault[] {
  const counted = tokens.flatMap((token): Span[] => {
    if (token.kind === 'words') return [token];
    return token.kind === 'qualifier' ? token.values : [];
  });
  const first = counted[MOST_TERMS];
  return first ? [tooManyAt(text, { from: first.from, to: text.length }, MOST_TERMS)] : [];
}
