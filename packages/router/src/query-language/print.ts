import { isBareValue } from './tokens.ts';
import type { Group, Query, Term, Value, Words } from './tree.ts';

/** A query as text, in one way of writing: what `parseQuery` reads of it is the same query. */
export function printQuery({ terms }: Query): string {
  // Without terms around it, `OR` needs no parentheses.
  const [only] = terms;
  if (terms.length === 1 && only?.kind === 'any') return printGroup(only);
  return terms.map(printTerm).join(' ');
}

function printTerm(term: Term): string {
  switch (term.kind) {
    case 'words':
      return printWords(term);
    case 'qualifier':
      return `${term.name}:${term.values.map(printValue).join(',')}`;
    case 'not': {
      const printed = printTerm(term.of);
      // A word may begin with the sign.
      return printed.startsWith('-') ? `NOT ${printed}` : `-${printed}`;
    }
    default:
      return `(${printGroup(term)})`;
  }
}

function printGroup({ kind, of }: Group): string {
  return of.map(printTerm).join(kind === 'any' ? ' OR ' : ' ');
}

function printWords({ text, isQuoted, isPrefix }: Words): string {
  return `${isQuoted ? quoted(text) : text}${isPrefix ? '*' : ''}`;
}

function printValue({ text, isQuoted }: Value): string {
  return isQuoted || !isBareValue(text) ? quoted(text) : text;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
