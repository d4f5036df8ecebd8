import type { Reader } from '../database.ts';
import { isPostgres } from '../engine.ts';
import { printForPostgres } from '../postgres/search.ts';
import { printForSqlite } from '../sqlite/search.ts';
import {
  EVERYWHERE,
  isTitleAlone,
  NOWHERE,
  type PlainQuery,
  TEXT_FIELDS,
  type TextField,
  wordOfProject,
} from './plain-query.ts';
import { isOneDense, isWord, readWords } from './words.ts';

/**
 * What is asked of the texts of an issue. `phrase`: these words, one after another, in one text; `isPrefix`: the last may
 * go on; `in`: in these fields alone. `but`: none of these. No phrase, or one without words, is of every issue.
 */
export type TextQuery =
  | { phrase: readonly string[]; isPrefix?: boolean; in?: readonly TextField[] }
  | { all: readonly TextQuery[]; but?: readonly TextQuery[] }
  | { any: readonly TextQuery[] };

/** It finds no issue. */
export const NOTHING: TextQuery = { any: [] };

const ALL: PlainQuery = { phrase: [EVERYWHERE], isPrefix: false, in: TEXT_FIELDS };
const NONE: PlainQuery = { phrase: [NOWHERE], isPrefix: false, in: TEXT_FIELDS };

/** How deep a query may be nested, without what has only one part: the parser of FTS5 has room for about thirty. */
export const DEEPEST_TEXT_QUERY = 25;

type Typed = { isPrefix?: boolean; in?: readonly TextField[] };

/**
 * What somebody looks for who typed a word, or several in quotes. `SupportTicket` is also found as `supportticket`, and
 * one character of a script without spaces wherever it stands. Nothing is asked when there is no word in it, as in `…`.
 */
export function textQueryOf(typed: string, { isPrefix = false, in: fields = TEXT_FIELDS }: Typed = {}): TextQuery {
  const { line, tail } = readWords(typed);
  const last = line.at(-1);
  const phrase = line.map(({ text }) => text);
  const isOpen = isPrefix || (last !== undefined && isOneDense(last.text));
  const parts: TextQuery = { phrase, isPrefix: isOpen, in: fields };
  const wholes = tail.filter((whole) => line.some(({ from, to }) => whole.from <= from && to < whole.to));
  if (wholes.length === 0) return parts;
  const joined = line.flatMap((word) => {
    const whole = wholes.find(({ from, to }) => from <= word.from && word.to <= to);
    if (!whole) return word.text;
    return whole.from === word.from ? whole.text : [];
  });
  return { any: [parts, { phrase: joined, isPrefix: isOpen, in: fields }] };
}

/**
 * A query as the engine of `db` takes it: a bind value for `hasText` and what `TextHits` asks. It holds words alone, each in quotes,
 * so no engine can refuse it.
 *
 * @param projects finds nothing but issues of these projects, by the words that name them
 * @throws RangeError when it is nested deeper than `DEEPEST_TEXT_QUERY`
 */
export function textQueryFor(
  db: Pick<Reader, 'getExecutor'>,
  query: TextQuery,
  { projects }: { projects?: readonly string[] | undefined } = {},
): string {
  const asked = plainly(query);
  if (depthOf(asked) > DEEPEST_TEXT_QUERY) throw new RangeError('The query is nested too deeply');
  const plain = projects ? allOf([asked, oneOf(projects.map(ofProject))]) : asked;
  return isPostgres(db) ? printForPostgres(plain) : printForSqlite(plain);
}

/** For PostgreSQL, a query that finds what another one does, and maybe more: in it are whole words alone, in any place. */
export function roughQueryFor(query: TextQuery): string {
  return printForPostgres(plainly(roughly(query)));
}

function roughly(query: TextQuery): TextQuery {
  if ('any' in query) return { any: query.any.map(roughly) };
  if ('all' in query) return { all: query.all.map(roughly), but: query.but?.filter(isWholeWord) ?? [] };
  const { phrase, isPrefix, in: fields = TEXT_FIELDS } = query;
  const words = isPrefix ? phrase.slice(0, -1) : phrase;
  return { all: words.map((word) => ({ phrase: [word], ...(isTitleAlone(fields) && { in: fields }) })) };
}

function isWholeWord(query: TextQuery): boolean {
  if (!('phrase' in query)) return false;
  const { phrase, isPrefix, in: fields = TEXT_FIELDS } = query;
  return phrase.length === 1 && !isPrefix && (fields.length === TEXT_FIELDS.length || isTitleAlone(fields));
}

/** For PostgreSQL, a query for issues with any beginning of a word that another query asks for; undefined when that is none. */
export function beginningsIn(query: TextQuery): string | undefined {
  const found = beginningsOf(query);
  return found.length > 0 ? printForPostgres(plainly({ any: found })) : undefined;
}

/** Whether the beginning of a word is looked for. */
export function hasBeginning(query: TextQuery): boolean {
  return beginningsOf(query).length > 0;
}

/**
 * A query for some of the hits of another one: those that have whole words where that one asks for beginnings. For none where
 * a beginning is not wanted, of which whole words say nothing.
 */
export function inWholeWords(query: TextQuery): TextQuery {
  if ('phrase' in query) return { ...query, isPrefix: false };
  if ('any' in query) return { any: query.any.map(inWholeWords) };
  return query.but?.some(hasBeginning) ? NOTHING : { ...query, all: query.all.map(inWholeWords) };
}

function beginningsOf(query: TextQuery): TextQuery[] {
  if ('any' in query) return query.any.flatMap(beginningsOf);
  if ('all' in query) return [...query.all, ...(query.but ?? [])].flatMap(beginningsOf);
  return query.isPrefix ? [{ phrase: query.phrase.slice(-1), isPrefix: true }] : [];
}

function ofProject(project_id: string): PlainQuery {
  return { phrase: [wordOfProject(project_id)], isPrefix: false, in: ['title'] };
}

function depthOf(query: PlainQuery): number {
  if ('phrase' in query) return 0;
  const parts = 'all' in query ? query.all : 'any' in query ? query.any : [query.one, query.but];
  return 1 + Math.max(...parts.map(depthOf));
}

function plainly(query: TextQuery): PlainQuery {
  if ('phrase' in query) return plainPhrase(query);
  if ('any' in query) return oneOf(query.any.map(plainly));
  const all = allOf(query.all.map(plainly));
  const but = oneOf((query.but ?? []).map(plainly));
  if (but === NONE) return all;
  return but === ALL ? NONE : { one: all, but };
}

function plainPhrase({ phrase, isPrefix = false, in: fields = TEXT_FIELDS }: Extract<TextQuery, { phrase: unknown }>) {
  if (phrase.length === 0) return ALL;
  if (fields.length === 0 || !phrase.every(isWord)) return NONE;
  return { phrase, isPrefix, in: fields };
}

function allOf(found: PlainQuery[]): PlainQuery {
  const asked = found.flatMap((one) => ('all' in one ? one.all : one)).filter((one) => one !== ALL);
  if (asked.includes(NONE)) return NONE;
  const [first = ALL, ...others] = asked;
  return others.length === 0 ? first : { all: asked };
}

function oneOf(found: PlainQuery[]): PlainQuery {
  const asked = found.flatMap((one) => ('any' in one ? one.any : one)).filter((one) => one !== NONE);
  if (asked.includes(ALL)) return ALL;
  const [first = NONE, ...others] = asked;
  return others.length === 0 ? first : { any: asked };
}
