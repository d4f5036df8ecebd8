import { Option } from 'commander';
import type { Field, Shape } from './catalog.ts';
import { wholeNumber } from './options.ts';
import type { Verb } from './verbs/verb.ts';

/** An option for a field, a second one that empties it, where it can be empty, and the same by a former name. */
export type FieldOption = { field: Field; option: Option; negation?: Option; former?: Option[] };

/** The values that an option takes, where they are known. The procedure refuses others, in its own words. */
export const valuesOf = new WeakMap<Option, readonly string[]>();

/** The options for the fields that are given neither by place nor in secret. */
export function fieldOptions(verb: Verb, shape: Shape): FieldOption[] {
  const others = new Set([...(verb.places ?? []), ...(verb.secrets ?? [])].map(({ field }) => field));
  return (shape.fields ?? [])
    .filter(({ name, kind }) => !others.has(name) && kind !== 'json')
    .map((field) => optionOf(verb, field, field.name === 'project' && takesDefault(verb, shape) ? 'R' : undefined));
}

/** Whether a default project stands for what is left out: to edit something never means to move it there. */
export function takesDefault({ command, places }: Verb, { fields }: Shape): boolean {
  const isGiven = places?.some(({ field }) => field === 'project');
  return / (list|create|bulk)$/.test(command) && !isGiven && (fields?.some(({ name }) => name === 'project') ?? false);
}

/** Whether the default project says what is meant. Asked before anything is done, so that one that cannot be read stops it. */
export function usesDefault(verb: Verb, shape: Shape): boolean {
  const sought = [...(verb.places ?? []).map(({ finds }) => finds), ...Object.values(verb.finds ?? {})];
  const namesIssue = (['issue', 'notification', 'template'] as const).some((what) => sought.includes(what));
  return namesIssue || takesDefault(verb, shape) || (verb.namesIssues ?? false);
}

/** `--version` is the program's. What is looked for is called so wherever it is. */
const NAMES: Record<string, string> = { version: 'if-version', q: 'search', query: 'search' };

const LETTERS: Record<string, string> = { q: 'q', query: 'q' };

/** Fields whose options were called as they are: scripts have them. Help does not show these. */
const FORMER = new Set(['q', 'query']);

function optionOf(verb: Verb, field: Field, usualLetter?: string): FieldOption {
  const long = verb.names?.[field.name] ?? NAMES[field.name] ?? field.name.replaceAll('_', '-');
  const letter = verb.letters?.[field.name] ?? LETTERS[field.name] ?? usualLetter;
  const option = new Option(
    `${letter ? `-${letter}, ` : ''}--${long}${placeholderOf(verb, field)}`,
    descriptionOf(field),
  );
  if (field.kind === 'number') option.argParser(wholeNumber);
  if (field.kind === 'list') option.argParser(gather(field));
  if (field.choices) valuesOf.set(option, field.choices);
  // What is made anew is empty when nothing is said.
  const canBeEmptied = verb.command.endsWith(' edit') && (field.isNullable || field.kind === 'list');
  const hasNegation = field.kind === 'flag' || canBeEmptied;
  const former = FORMER.has(field.name) && { former: formerOptions(field, hasNegation) };
  if (!hasNegation) return { field, option, ...former };
  const negation = new Option(`--no-${long}`, field.kind === 'flag' ? `the opposite of --${long}` : `without ${long}`);
  return { field, option, negation, ...former };
}

function formerOptions({ name }: Field, hasNegation: boolean): Option[] {
  const flags = [`--${name} <text>`, ...(hasNegation ? [`--no-${name}`] : [])];
  return flags.map((one) => new Option(one).hideHelp());
}

/** A list takes several words at once where no word of another meaning can follow. */
function placeholderOf({ places, hasOwner }: Verb, { kind, name }: Field): string {
  if (kind === 'flag') return '';
  if (kind === 'list') return places || hasOwner ? ` <${VALUES[name] ?? 'name'}>` : ` <${VALUES[name] ?? 'name'}...>`;
  return kind === 'number' ? ' <number>' : ` <${VALUES[name] ?? 'text'}>`;
}

const VALUES: Record<string, string> = {
  author: 'user',
  assignee: 'user',
  avatar_url: 'url',
  color: 'color',
  cursor: 'cursor',
  email: 'address',
  priority: 'priority',
  project: 'key',
  role: 'role',
  status: 'status',
  username: 'name',
  website: 'url',
};

function descriptionOf({ name, kind, description = '', choices }: Field): string {
  if (name === 'limit') return 'how many at most, over pages';
  const said = description.charAt(0).toLowerCase() + description.slice(1);
  const parts = [
    choices && alternatives(choices),
    said.replaceAll('`', ''),
    kind === 'list' && 'may be given several times',
  ];
  return parts.filter(Boolean).join('; ') || `the ${name.replaceAll('_', ' ')}`;
}

function alternatives(choices: string[]): string {
  return [choices.slice(0, -1).join(', '), ...choices.slice(-1)].filter(Boolean).join(' or ');
}

function gather({ splits }: Field) {
  return (value: string, before: unknown): string[] => [
    ...(Array.isArray(before) ? before : []),
    ...(splits ? value.split(',') : [value]),
  ];
}

/** What the options that were given say of the fields. */
export function givenFields(options: FieldOption[], values: Record<string, unknown>): Record<string, unknown> {
  const given = options.flatMap(({ field, option, former = [] }): [string, unknown][] => {
    const value = [option, ...former].map((one) => values[one.attributeName()]).find((one) => one !== undefined);
    if (value === undefined) return [];
    const isEmptied = value === false && field.kind !== 'flag';
    return [[field.name, isEmptied ? (field.kind === 'list' ? [] : null) : value]];
  });
  return Object.fromEntries(given);
}
