import type { QualifierName } from './qualifiers.ts';

/** Where something stands in a text: in UTF-16 units, as `String.slice` counts them. */
export type Span = { from: number; to: number };

/** A query: all of these terms have to be met. `in:` and `sort:`, which are about the query as a whole, are among them. */
export type Query = { terms: Term[] };

export type Term = Words | Qualifier | Not | Group;

/** What is looked for in the texts of an issue: a word, or several that have to follow each other. */
export type Words = Span & { kind: 'words'; text: string; isQuoted: boolean; isPrefix: boolean };

/** Such as `label:bug,feature`: any of its values. */
export type Qualifier = Span & { kind: 'qualifier'; name: QualifierName; values: Value[] };

export type Value = Span & { text: string; isQuoted: boolean };

export type Not = Span & { kind: 'not'; of: Words | Qualifier | Group };

/** `all` of its terms, or `any` of them; two at least. */
export type Group = Span & { kind: 'all' | 'any'; of: Term[] };

/** Whether a term has one of these qualifiers in it; any, where none is named. */
export function hasQualifier(term: Term, names?: readonly QualifierName[]): boolean {
  if (term.kind === 'qualifier') return names?.includes(term.name) ?? true;
  if (term.kind === 'words') return false;
  return term.kind === 'not' ? hasQualifier(term.of, names) : term.of.some((one) => hasQualifier(one, names));
}

/** What is wrong in a query, and where. */
export type Fault = Span & {
  code: FaultCode;
  /** For whoever wrote the query. */
  message: string;
  /** What was probably meant, to be put in the place. */
  meant?: string;
};

export type FaultCode =
  | 'unknown_qualifier'
  | 'unknown_value'
  | 'invalid_value'
  | 'value_missing'
  | 'misplaced_qualifier'
  | 'repeated_qualifier'
  | 'term_missing'
  | 'unmatched_parenthesis'
  | 'prefix_too_short'
  | 'too_many_prefixes'
  | 'too_many_terms'
  | 'too_deep'
  | 'too_long';
