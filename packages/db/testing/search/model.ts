// The rule by which texts are found, without an engine.

import { TEXT_FIELDS, type TextField } from '../../src/search/plain-query.ts';
import type { TextQuery } from '../../src/search/text-query.ts';
import { readWords } from '../../src/search/words.ts';

export type Texts = Record<TextField, string[]>;

export function isFound(texts: Texts, query: TextQuery): boolean {
  if ('any' in query) return query.any.some((one) => isFound(texts, one));
  if ('all' in query) {
    return query.all.every((one) => isFound(texts, one)) && !(query.but ?? []).some((one) => isFound(texts, one));
  }
  const { phrase, isPrefix = false, in: fields = TEXT_FIELDS } = query;
  if (phrase.length === 0) return true;
  return fields.some((field) => texts[field].some((text) => holdsPhrase(text, phrase, isPrefix)));
}

function holdsPhrase(text: string, phrase: readonly string[], isPrefix: boolean): boolean {
  const { line, tail } = readWords(text);
  const runs = [line.map((word) => word.text), ...tail.map((word) => [word.text])];
  return runs.some((words) => words.some((_, at) => beginsAt(words.slice(at), phrase, isPrefix)));
}

function beginsAt(words: string[], phrase: readonly string[], isPrefix: boolean): boolean {
  return phrase.every((asked, at) => {
    const word = words[at];
    return isPrefix && at === phrase.length - 1 ? word?.startsWith(asked) : word === asked;
  });
}
