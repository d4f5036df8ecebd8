import { TEXT_FIELDS, type TextField, type TextQuery, textQueryOf, wordsOf } from '@docket/db';
import { SHORTEST_BEGINNING } from '../../../query-language/parse.ts';
import type { Term, Words } from '../../../query-language/tree.ts';

/** What the language calls the texts of an issue. */
const FIELDS: Record<string, TextField> = {
  title: 'title',
  body: 'description',
  description: 'description',
  comments: 'comments',
  labels: 'labels',
};

/** How words are looked for. */
export type Looking = {
  /** Where; everywhere when it is left out. */
  fields?: readonly TextField[] | undefined;
  /** The word that somebody may still be writing: it may go on. */
  last?: Words | undefined;
};

export function fieldsOf(names: readonly string[]): TextField[] {
  return [...new Set(names.flatMap((name) => FIELDS[name] ?? []))];
}

/** Whether anything is looked for: signs are no words. */
export function hasWords(text: string): boolean {
  return wordsOf(text).length > 0;
}

/** The word at the end of a query, unless it is quoted or shall not be there. */
export function lastWord(terms: readonly Term[]): Words | undefined {
  const found = terms.flatMap((term) => wordsIn(term)).toSorted((one, other) => other.words.from - one.words.from)[0];
  return found && !found.isNegated && !found.words.isQuoted ? found.words : undefined;
}

function wordsIn(term: Term, isNegated = false): { words: Words; isNegated: boolean }[] {
  if (term.kind === 'words') return [{ words: term, isNegated }];
  if (term.kind === 'not') return wordsIn(term.of, true);
  return term.kind === 'qualifier' ? [] : term.of.flatMap((one) => wordsIn(one, isNegated));
}

/** What a term asks of texts alone; undefined when it asks for anything else. */
export function textOf(term: Term, looking: Looking): TextQuery | undefined {
  switch (term.kind) {
    case 'words':
      return textQueryOf(term.text, {
        isPrefix: isBeginning(term, looking),
        ...(looking.fields && { in: looking.fields }),
      });
    case 'qualifier':
      return undefined;
    case 'not': {
      const text = textOf(term.of, looking);
      return text && { all: [], but: [text] };
    }
    default:
      return term.kind === 'all' ? allOf(term.of, looking) : anyOf(term.of, looking);
  }
}

function anyOf(terms: readonly Term[], looking: Looking): TextQuery | undefined {
  const texts = terms.flatMap((term) => textOf(term, looking) ?? []);
  return texts.length === terms.length ? { any: texts } : undefined;
}

/** The same of terms which all have to be met. */
export function allOf(terms: readonly Term[], looking: Looking): TextQuery | undefined {
  const texts = terms.map((term) => textOf(term.kind === 'not' ? term.of : term, looking));
  if (texts.includes(undefined)) return undefined;
  const ofKind = (isNegated: boolean) =>
    terms.flatMap((term, at) => ((term.kind === 'not') === isNegated ? (texts[at] ?? []) : []));
  return { all: ofKind(false), but: ofKind(true) };
}

/** The same, with all that is looked for in the title. What shall not be there is nowhere. */
export function inTitle(query: TextQuery): TextQuery {
  if ('any' in query) return { any: query.any.map(inTitle) };
  if ('all' in query) return { ...query, all: query.all.map(inTitle) };
  return { ...query, in: (query.in ?? TEXT_FIELDS).filter((field) => field === 'title') };
}

/** One or two letters begin too many words. */
function isBeginning(words: Words, { last }: Looking): boolean {
  const end = wordsOf(words.text).at(-1)?.text ?? '';
  return end.length >= SHORTEST_BEGINNING && (words.isPrefix || words === last);
}
