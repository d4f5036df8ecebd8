import { infoOf, isQualifier, QUALIFIER_NAMES, type QualifierName, type Takes } from './qualifiers.ts';
import { type Token, tokensOf } from './tokens.ts';
import type { Span, Value } from './tree.ts';

/** What could stand at a place, to be put there in place of what is written from `from` to `to`. */
export type Completions = Span & {
  options: Completion[];
  /** What the place asks for, where only the server knows what there is, and what is written of it. */
  asks?: { takes: Exclude<Takes, 'choice' | 'time' | 'day' | 'count'>; written: string };
};

export type Completion = { text: string; about: string };

/**
 * What could be written at a place of a query, such as that of a cursor: names of qualifiers, and the values of those of
 * which the values are known.
 */
export function completeQuery(text: string, at: number = text.length): Completions {
  const before = text.slice(0, at);
  const last = tokensOf(before, isQualifier).at(-1);
  const isTouched = last?.to === before.length && !/\s$/.test(before);
  if (!last || !isTouched || last.kind === 'open' || before.endsWith('-')) return namesFrom('', before.length);
  if (last.kind === 'qualifier') return valuesOf(last, before.length);
  const isName = last.kind === 'words' && !last.isQuoted;
  return isName ? namesFrom(last.text, before.length) : { from: before.length, to: before.length, options: [] };
}

function namesFrom(written: string, to: number): Completions {
  const options = QUALIFIER_NAMES.filter((name) => name.startsWith(written.toLowerCase())).map((name) => {
    return { text: `${name}:`, about: aboutOf(name) };
  });
  return { from: to - written.length, to, options };
}

function aboutOf(name: QualifierName): string {
  return infoOf(name).about;
}

function valuesOf({ name, values }: Token & { kind: 'qualifier' }, to: number): Completions {
  const value: Value | undefined = values.at(-1);
  if (!isQualifier(name) || !value) return { from: to, to, options: [] };
  const { takes, values: known = [] } = infoOf(name);
  const place = { from: value.from, to };
  if (takes === 'time' || takes === 'day' || takes === 'count') return { ...place, options: examplesOf(name) };
  if (takes !== 'choice') return { ...place, options: [], asks: { takes, written: value.text } };
  const given = new Set(values.slice(0, -1).map(({ text }) => text.toLowerCase()));
  const fitting = known.filter((one) => one.startsWith(value.text.toLowerCase()) && !given.has(one));
  return { ...place, options: fitting.map((one) => ({ text: one, about: `${name}:${one}` })) };
}

function examplesOf(name: QualifierName): Completion[] {
  return infoOf(name).examples.map((example) => ({ text: example.slice(name.length + 1), about: example }));
}
