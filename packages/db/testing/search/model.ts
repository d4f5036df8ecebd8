// The rule by which texts are found, without an engine.

import { hasPhrase } from '../../src/search/one-text.ts';
import { TEXT_FIELDS, type TextField } from '../../src/search/plain-query.ts';
import type { TextQuery } from '../../src/search/text-query.ts';
import { type Reading, readWords } from '../../src/search/words.ts';

export type Texts = Record<TextField, string[]>;

export function isFound(texts: Texts, query: TextQuery): boolean {
  if ('any' in query) return query.any.some((one) => isFound(texts, one));
  if ('all' in query) {
    return query.all.every((one) => isFound(texts, one)) && !(query.but ?? []).some((one) => isFound(texts, one));
  }
  const { phrase, isPrefix = false, in: fields = TEXT_FIELDS } = query;
  if (phrase.length === 0) return true;
  return fields.some((field) => texts[field].some((text) => hasPhrase(readingOf(text), { phrase, isPrefix })));
}

/** Of texts that are asked again for each query. */
const readings = new Map<string, Reading>();

function readingOf(text: string): Reading {
  const reading = readings.get(text) ?? readWords(text);
  readings.set(text, reading);
  return reading;
}
