// Generated from the router by `pnpm generate`. Do not edit.

import { nearest } from '../core/nearest.ts';
import { invalidValueAt, misplacedAt, repeatedAt, unknownAt, unknownValueAt, valueMissingAt } from './faults.ts';
import { infoOf, isQualifier, OF_QUERY, QUALIFIER_NAMES, QUALIFIERS, type QualifierName, type Takes } from './qualifiers.ts';
import { countsIn, daysIn, timesIn } from './ranges.ts';
import { type Token } from './tokens.ts';
import { type Fault, type Qualifier, type Term, type Value } from './tree.ts';

type Checked = { faults: Fault[]; qualifier?: Qualifier };

/** A qualifier of which there is one, with values that it takes. */
export function checkQualifier(text: string, { name, values, from, to }: Token & { kind: 'qualifier' }): Checked {
  if (!isQualifier(name)) return { faults: [unknownAt(text, { from, to }, nameMeant(name))] };
  const qualifier: Qualifier = {
    kind: 'qualifier',
    name,
    values: values.map((value) => inItsCase(name, value)),
    from,
    to,
  };
  const faults = qualifier.values.flatMap((value) => faultOf(text, name, value) ?? []);
  return faults.length > 0 ? { faults } : { faults, qualifier };
}

/** What is about the whole query is given once, and not within a part of it. */
export function checkPlaces(text: string, terms: readonly Term[]): Fault[] {
  const ofQuery = terms.filter(isOfQuery);
  const repeated = OF_QUERY.flatMap((name) => ofQuery.filter((one) => one.name === name).slice(1));
  const misplaced = terms.flatMap(partsOf).filter(isOfQuery);
  return [
    ...repeated.map((one) => repeatedAt(text, one.name, one)),
    ...misplaced.map((one) => misplacedAt(text, one.name, one)),
  ];
}

function isOfQuery(term: Term): term is Qualifier {
  return term.kind === 'qualifier' && OF_QUERY.includes(term.name);
}

/** All that a term has in it. */
function partsOf(term: Term): Term[] {
  if (term.kind === 'not') return [term.of, ...partsOf(term.of)];
  return term.kind === 'all' || term.kind === 'any' ? term.of.flatMap((one) => [one, ...partsOf(one)]) : [];
}

function nameMeant(name: string): QualifierName | undefined {
  const synonyms = Object.fromEntries(QUALIFIER_NAMES.map((known) => [known, infoOf(known).otherWords ?? []]));
  return nearest(name, QUALIFIER_NAMES, { synonyms }) as QualifierName | undefined; // one of those
}

function faultOf(text: string, name: QualifierName, value: Value): Fault | undefined {
  const { takes, values = [] } = infoOf(name);
  if (value.text.trim() === '') return valueMissingAt(text, name, value);
  if (takes === 'choice' && !values.includes(value.text)) {
    return unknownValueAt(text, name, value, nearest(value.text, values));
  }
  return isOfItsKind(takes, value.text) ? undefined : invalidValueAt(text, name, value);
}

function isOfItsKind(takes: Takes, text: string): boolean {
  if (takes === 'time') return timesIn(text) !== undefined;
  if (takes === 'day') return daysIn(text) !== undefined;
  return takes !== 'count' || countsIn(text) !== undefined;
}

/** Choices are written in small letters. */
function inItsCase(name: QualifierName, value: Value): Value {
  return QUALIFIERS[name].takes === 'choice' ? { ...value, text: value.text.toLowerCase() } : value;
}
