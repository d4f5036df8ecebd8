// Generated from the router by `pnpm generate`. Do not edit.

import { type Span, type Value } from './tree.ts';

/** What a query is made of. A qualifier is not known yet, nor whether there is one of its name. */
export type Token = Span &
  (
    | { kind: 'open' | 'close' | 'or' | 'and' | 'not' }
    | { kind: 'words'; text: string; isQuoted: boolean; isPrefix: boolean }
    | { kind: 'qualifier'; name: string; values: Value[] }
  );

const SPACE = /\s*/y;

/** A sign before what shall not be there. `--verbose` is a word, and so is a sign alone. */
const MINUS = /-(?=[^\s)-])/y;

/** To the next quotation mark, or to the end of a text that somebody is still writing. */
const QUOTED = /"((?:[^"\\]|\\.)*)(?:"|\\?$)/sy;

/** With what it has in parentheses, as `render(a)`. A parenthesis that is not closed in it ends it. */
const BARE = /[^\s"()]+(?:\([^\s"()]*\)[^\s"()]*)*/y;

const BARE_VALUE = /[^\s",()]+(?:\([^\s"()]*\)[^\s",()]*)*/y;

/** A name of two letters at least, which leaves `C:\\temp` a word, and neither `https://` nor `std::vector`. */
const NAME = /([A-Za-z][A-Za-z_-]*[A-Za-z]):(?![:/])/y;

const OPERATORS: Partial<Record<string, 'or' | 'and' | 'not'>> = /* @__PURE__ */ (() => ({ OR: 'or', AND: 'and', NOT: 'not' }))();

/** Reads a text to its end, whatever it is. `isName`: whether there is a qualifier of this name, in small letters. */
export function tokensOf(text: string, isName: (name: string) => boolean): Token[] {
  const tokens: Token[] = [];
  let at = skip(SPACE, text, 0);
  while (at < text.length) {
    const token = tokenAt(text, at, isName);
    tokens.push(token);
    at = skip(SPACE, text, token.to);
  }
  return tokens;
}

function tokenAt(text: string, at: number, isName: (name: string) => boolean): Token {
  const sign = text[at];
  if (sign === '(' || sign === ')') return { kind: sign === '(' ? 'open' : 'close', from: at, to: at + 1 };
  if (match(MINUS, text, at)) return { kind: 'not', from: at, to: at + 1 };
  const quoted = quotedAt(text, at);
  if (quoted) return wordsOf(text, quoted);
  return qualifierAt(text, at, isName) ?? bareAt(text, at);
}

function bareAt(text: string, at: number): Token {
  const [bare = ''] = match(BARE, text, at) ?? [];
  const to = at + bare.length;
  const operator = OPERATORS[bare];
  if (operator) return { kind: operator, from: at, to };
  const isPrefix = /[\p{L}\p{N}\p{M}]\*$/u.test(bare);
  return { kind: 'words', text: isPrefix ? bare.slice(0, -1) : bare, isQuoted: false, isPrefix, from: at, to };
}

/** With a star behind it, the last of its words may go on. */
function wordsOf(text: string, { text: quoted, from, to }: Value): Token {
  const isPrefix = text[to] === '*' && /[\p{L}\p{N}\p{M}]$/u.test(quoted);
  return { kind: 'words', text: quoted, isQuoted: true, isPrefix, from, to: isPrefix ? to + 1 : to };
}

/** Where a name is unknown and nothing follows it, as in `TypeError: x is undefined`, it is a word. */
function qualifierAt(text: string, at: number, isName: (name: string) => boolean): Token | undefined {
  const [whole = '', written = ''] = match(NAME, text, at) ?? [];
  if (whole === '') return undefined;
  const name = written.toLowerCase();
  const values = valuesAt(text, at + whole.length);
  const to = values.at(-1)?.to ?? at + whole.length;
  const isEmpty = values.every((value) => value.text === '' && !value.isQuoted);
  return isEmpty && !isName(name) ? undefined : { kind: 'qualifier', name, values, from: at, to };
}

/** Divided by commas. What is missing has no text. */
function valuesAt(text: string, start: number): Value[] {
  const values: Value[] = [];
  let at = start;
  do {
    if (values.length > 0) at += 1;
    const value = quotedAt(text, at) ?? bareValueAt(text, at);
    values.push(value);
    at = value.to;
  } while (text[at] === ',');
  return values;
}

function bareValueAt(text: string, at: number): Value {
  const [bare = ''] = match(BARE_VALUE, text, at) ?? [];
  return { text: bare, isQuoted: false, from: at, to: at + bare.length };
}

function quotedAt(text: string, at: number): Value | undefined {
  const [whole, quoted = ''] = match(QUOTED, text, at) ?? [];
  if (whole === undefined) return undefined;
  return { text: quoted.replace(/\\(["\\])/g, '$1'), isQuoted: true, from: at, to: at + whole.length };
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function skip(pattern: RegExp, text: string, at: number): number {
  return at + (match(pattern, text, at)?.[0].length ?? 0);
}

/** Whether a value means the same without quotation marks. */
export function isBareValue(text: string): boolean {
  return match(BARE_VALUE, text, 0)?.[0] === text;
}
