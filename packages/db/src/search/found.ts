import type { IssueWords } from './document.ts';
import { isRunIn } from './one-text.ts';
import { TEXT_FIELDS } from './plain-query.ts';
import type { TextQuery } from './text-query.ts';

/** Whether an issue is a hit of a query, as the index would have it. */
export function isFound(query: TextQuery, words: IssueWords): boolean {
  if ('any' in query) return query.any.some((one) => isFound(one, words));
  if ('all' in query) {
    return query.all.every((one) => isFound(one, words)) && !query.but?.some((one) => isFound(one, words));
  }
  const { phrase, in: fields = TEXT_FIELDS } = query;
  return phrase.length === 0 || fields.some((field) => isRunIn(words[field], query));
}
