// Generated from the router by `pnpm generate`. Do not edit.

export { LONGEST_QUERY, MOST_TERMS, parseQuery, type ParsedQuery } from './query-language/parse.ts';
export { printQuery } from './query-language/print.ts';
export { completeQuery, type Completion, type Completions } from './query-language/complete.ts';
export { QUALIFIERS, type QualifierInfo, type QualifierName, type Takes } from './query-language/qualifiers.ts';
export { countsIn, timesIn, type Range } from './query-language/ranges.ts';
export { type Query, type Term, type Words, type Qualifier, type Value, type Not, type Group, type Span, type Fault, type FaultCode } from './query-language/tree.ts';
