import type { TextQuery } from './text-query.ts';
import { type Reading, readWords, type Word } from './words.ts';

/**
 * A test for one text, of any field: whether it has all that a query wants, by the words that the index has. What is not
 * wanted is in no issue that was found, so it is not asked. Undefined where that does not hold, and only the index knows.
 */
export function textTest(query: TextQuery): ((text: string) => boolean) | undefined {
  return hasChoices(query) ? undefined : (text) => isIn(query, readWords(text));
}

/** Whether something may be there that is not wanted, as another part of the query is met. */
function hasChoices(query: TextQuery): boolean {
  if ('any' in query) return query.any.some(isUnwanted);
  return 'all' in query && query.all.some(hasChoices);
}

function isUnwanted(query: TextQuery): boolean {
  if ('any' in query) return query.any.some(isUnwanted);
  return 'all' in query && ((query.but ?? []).length > 0 || query.all.some(isUnwanted));
}

function isIn(query: TextQuery, reading: Reading): boolean {
  if ('any' in query) return query.any.some((one) => isIn(one, reading));
  if ('all' in query) return query.all.every((one) => isIn(one, reading));
  return query.phrase.length === 0 || (query.in?.length !== 0 && hasPhrase(reading, query));
}

type Phrase = { phrase: readonly string[]; isPrefix?: boolean };

/** Whether the words stand one after another in a text. */
export function hasPhrase({ line, tail }: Reading, query: Phrase): boolean {
  const textOf = ({ text }: Word) => text;
  return isRunIn(line.map(textOf), query) || (query.phrase.length === 1 && isRunIn(tail.map(textOf), query));
}

/** Whether they stand one after another among other words. */
export function isRunIn(words: readonly string[], { phrase, isPrefix = false }: Phrase): boolean {
  return words.some((_, begin) =>
    phrase.every((asked, nth) => {
      const word = words[begin + nth];
      return isPrefix && nth === phrase.length - 1 ? word?.startsWith(asked) : word === asked;
    }),
  );
}
