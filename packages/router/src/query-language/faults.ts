import { infoOf, type QualifierName } from './qualifiers.ts';
import type { Fault, FaultCode, Span, Value } from './tree.ts';

/** Only so much of what was written is repeated: the place is said as well. */
const MOST_QUOTED = 40;

export function tooLong(text: string, most: number): Fault {
  const message = `Must have at most ${most} characters`;
  return { code: 'too_long', message, from: most, to: text.length };
}

export function tooManyAt(text: string, span: Span, most: number): Fault {
  return faultAt(text, span, 'too_many_terms', `a query has at most ${most} words and values`);
}

export function deepAt(text: string, span: Span, most: number): Fault {
  return faultAt(text, span, 'too_deep', `more than ${most} parentheses in one another`);
}

export function unmatchedAt(text: string, span: Span): Fault {
  const isOpen = text[span.from] === '(';
  const what = isOpen ? 'this parenthesis is not closed' : 'this parenthesis closes nothing';
  return faultAt(text, span, 'unmatched_parenthesis', `${what}: put text with parentheses in quotation marks`);
}

/** An operator without terms, or a pair of parentheses with none in it. */
export function missingAt(text: string, span: Span): Fault {
  const written = text.slice(span.from, span.to);
  if (written.startsWith('(')) return faultAt(text, span, 'term_missing', 'these parentheses are empty');
  const what = written === 'OR' || written === 'AND' ? 'stands between two terms' : 'stands before a term';
  const message = `${shown(written)} ${what}: put it in quotation marks to look for it`;
  return faultAt(text, span, 'term_missing', message);
}

export function prefixAt(text: string, span: Span, least: number): Fault {
  const message = `${shown(text.slice(span.from, span.to))} is too short: the beginning of a word has at least ${least} characters`;
  return faultAt(text, span, 'prefix_too_short', message);
}

export function prefixesAt(text: string, span: Span, most: number): Fault {
  return faultAt(text, span, 'too_many_prefixes', `a query has at most ${most} beginnings of words`);
}

/** @param meant the name of the qualifier that was probably meant */
export function unknownAt(text: string, span: Span, meant: string | undefined): Fault {
  const written = text.slice(span.from, span.to);
  const colon = written.indexOf(':') + 1;
  const what = `${shown(written.slice(0, colon))} is no qualifier`;
  const name = { from: span.from, to: span.from + colon };
  if (meant) {
    return { ...faultAt(text, name, 'unknown_qualifier', `${what}: did you mean \`${meant}:\`?`), meant: `${meant}:` };
  }
  const quoted = `"${written.replaceAll('"', '')}"`;
  return faultAt(text, name, 'unknown_qualifier', `${what}: to look for it as text, write ${shown(quoted)}`);
}

export function valueMissingAt(text: string, name: QualifierName, span: Span): Fault {
  const message = `\`${name}:\` has no value behind it, as in \`${infoOf(name).examples[0]}\``;
  return faultAt(text, span, 'value_missing', message);
}

export function unknownValueAt(text: string, name: QualifierName, value: Value, meant: string | undefined): Fault {
  const { values = [] } = infoOf(name);
  const remedy = meant ? `did you mean \`${meant}\`?` : `it is one of ${values.filter(isShown).join(', ')}`;
  const message = `\`${name}:\` takes no ${shown(value.text)}: ${remedy}`;
  return { ...faultAt(text, value, 'unknown_value', message), ...(meant && { meant }) };
}

/** Orders are many, and the names of their columns say enough. */
function isShown(value: string): boolean {
  return !/-(asc|desc)$/.test(value);
}

export function invalidValueAt(text: string, name: QualifierName, value: Value): Fault {
  const [first, second = first] = infoOf(name).examples;
  const what = infoOf(name).takes === 'time' ? 'day or time' : infoOf(name).takes === 'day' ? 'day' : 'number';
  const message = `\`${name}:\` takes a ${what}, as in \`${first}\` or \`${second}\`, and not ${shown(value.text)}`;
  return faultAt(text, value, 'invalid_value', message);
}

export function misplacedAt(text: string, name: QualifierName, span: Span): Fault {
  const message = `\`${name}:\` is about the whole query: write it outside of parentheses, NOT and OR`;
  return faultAt(text, span, 'misplaced_qualifier', message);
}

export function repeatedAt(text: string, name: QualifierName, span: Span): Fault {
  return faultAt(text, span, 'repeated_qualifier', `\`${name}:\` may be given once`);
}

function faultAt(text: string, { from, to }: Span, code: FaultCode, what: string): Fault {
  const character = [...text.slice(0, from)].length + 1;
  return { code, message: `At character ${character}: ${what}`, from, to };
}

function shown(written: string): string {
  const characters = [...written];
  return `\`${characters.length > MOST_QUOTED ? `${characters.slice(0, MOST_QUOTED).join('')}…` : written}\``;
}
