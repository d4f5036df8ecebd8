import type { Caller } from '@docket/router';
import type { Field, Shape } from './catalog.ts';
import type { DefaultProject } from './default-project.ts';
import { CommandError, UsageError } from './failure.ts';
import type { Io } from './io.ts';
import { issueKeyOf, MAIN } from './issue-names.ts';
import { editText, readText } from './long-text.ts';
import { find } from './lookups.ts';
import { askLine, readSecret } from './prompt.ts';
import { type FieldOption, givenFields, takesDefault } from './verb-options.ts';
import type { Verb } from './verbs/verb.ts';

export type Typed = {
  /** Such as `issue.update`. */
  procedure: string;
  verb: Verb;
  shape: Shape;
  options: FieldOption[];
  /** Words by their place. */
  words: string[];
  values: Record<string, unknown>;
  /** The default project. */
  here: DefaultProject | undefined;
  /** What was written in an editor, and would be lost when the call fails. */
  drafts: string[];
};

/** The input of a call, of what was typed and what is asked for. Undefined for a procedure without input. */
export async function inputOf(io: Io, caller: Caller, typed: Typed): Promise<Record<string, unknown> | undefined> {
  const { verb, shape, values } = typed;
  const whole = await readWhole(io, values['input']);
  if (!shape.fields) return undefined;
  const input: Record<string, unknown> = { ...whole, ...(await typedInput(caller, typed)) };
  await applyExtras(caller, typed, input);
  for (const secret of verb.secrets ?? []) await addSecret(io, typed, input, secret);
  const isText = ({ name }: Field) => name === verb.text;
  const fields = neededFields(typed, input);
  const [short, long] = [fields.filter((field) => !isText(field)), fields.filter(isText)];
  if (!whole) for (const field of short) await requireField(io, typed, input, field);
  if (verb.text) await readLongText(io, caller, { ...typed, shape: { ...shape, fields } }, input);
  if (!whole) for (const field of long) await requireField(io, typed, input, field);
  refuseNothing(typed, input);
  return input;
}

/** The fields of a procedure, of which a verb may need some that others who call it may leave out. */
function neededFields({ verb, shape }: Typed, input: Record<string, unknown>): Field[] {
  const { needs } = verb;
  const fields = shape.fields ?? [];
  if (!needs || input[needs.unless] !== undefined) return fields;
  return fields.map((field) => (needs.fields.includes(field.name) ? { ...field, isRequired: true } : field));
}

/** What options and words say, with ids in place of what people write. */
async function typedInput(caller: Caller, typed: Typed): Promise<Record<string, unknown>> {
  const { verb, options, words, values, here } = typed;
  const input = givenFields(options, values);
  for (const [field, what] of Object.entries(verb.finds ?? {})) {
    const word = input[field];
    if (typeof word === 'string') input[field] = await find(caller, word, { what, here });
    if (Array.isArray(word)) input[field] = await Promise.all(word.map((one) => find(caller, one, { what, here })));
  }
  for (const [at, { field, finds: what }] of (verb.places ?? []).entries()) {
    const word = words[at];
    if (word !== undefined) input[field] = await find(caller, word, { what, here });
  }
  const project = projectMeant(typed);
  return project === undefined ? input : { project, ...input };
}

/** The project of what names none. */
function projectMeant(typed: Typed): string | (string | undefined)[] | undefined {
  const { verb, shape, values, here } = typed;
  const { kind } = shape.fields?.find(({ name }) => name === 'project') ?? {};
  if (isInDefault(typed)) return kind === 'list' ? [here?.key] : here?.key;
  return verb.isOfMain && !values['input'] ? MAIN : undefined;
}

/**
 * Whether the default project is what is listed, or where something is made. An issue that is named has its own, and a
 * whole input is taken as it stands.
 */
export function isInDefault({ verb, shape, values, here }: Typed): boolean {
  const { project, allProjects, issue, ids, input } = values;
  const isSaid = [project, allProjects, issue, ids, input].some(Boolean);
  return here !== undefined && takesDefault(verb, shape) && !isSaid;
}

/** How a number was read that means an issue of the default project; undefined when nothing was read so. */
export function readingOf({ verb, words, here }: Typed): string | undefined {
  const numbers = words.filter((word, at) => verb.places?.[at]?.finds === 'issue' && /^#?\d+$/.test(word));
  const [word] = numbers;
  return here && word ? `${word} is ${issueKeyOf(word, here)} here, as ${here.source} says` : undefined;
}

/** The whole input as JSON, which options add to. */
async function readWhole(io: Io, file: unknown): Promise<Record<string, unknown> | undefined> {
  if (typeof file !== 'string') return undefined;
  const text = await readText(io, file);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // said below
  }
  throw new CommandError(`--input: ${file === '-' ? 'standard input' : file} is no JSON object`);
}

async function applyExtras(
  caller: Caller,
  { verb, values, here }: Typed,
  input: Record<string, unknown>,
): Promise<void> {
  for (const { flags, change } of verb.extras ?? []) {
    const value = givenTo(flags, values);
    if (value !== undefined) await change?.(input, [value].flat().map(String), { caller, here });
  }
}

/** What an option was given; undefined: nothing. `--no-parent` makes that false which `--parent` holds. */
function givenTo(flags: string, values: Typed['values']): unknown {
  const negated = /^--no-([\w-]+)/.exec(flags)?.[1];
  if (negated !== undefined) return values[attributeOf(`--${negated}`)] === false ? true : undefined;
  const value = values[attributeOf(flags)];
  return value === false ? undefined : value;
}

/** As commander names what an option holds. */
export function attributeOf(flags: string): string {
  const [, long = ''] = /--([\w-]+)/.exec(flags) ?? [];
  return long.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** From a file, from standard input, or from an editor: also when nothing else was said on a terminal. */
async function readLongText(io: Io, caller: Caller, typed: Typed, input: Record<string, unknown>): Promise<void> {
  const { values, verb, shape } = typed;
  const field = verb.text ?? '';
  const file = values['file'];
  if (typeof file === 'string') input[field] = (await readText(io, file)).replace(/\n$/, '');
  const isMissing = isRequired(shape, field) ? input[field] === undefined : !hasChanges(verb, input);
  const isAsked = io.stdin.isTTY && isMissing && values['input'] === undefined;
  if (!values['editor'] && !isAsked) return;
  const written = await editText(io, String(input[field] ?? (await presentText(caller, typed, input))));
  typed.drafts.push(written);
  input[field] = written;
}

/** What an edit begins with. */
async function presentText(caller: Caller, { procedure, verb }: Typed, { id }: Record<string, unknown>) {
  const [feature = '', name] = procedure.split('.');
  if (name !== 'update' || id === undefined) return '';
  const { get } = caller[feature as 'issue']; // of every feature that has a long text to edit
  const present: Record<string, unknown> = await get({ id: String(id) });
  return present[verb.text ?? ''] ?? '';
}

function isRequired({ fields }: Shape, name: string): boolean {
  return fields?.some((field) => field.name === name && field.isRequired) ?? false;
}

type SecretOf = NonNullable<Verb['secrets']>[number];

/** What is optional is asked for only when its option says so. */
async function addSecret(io: Io, { verb, shape, values }: Typed, input: Record<string, unknown>, secret: SecretOf) {
  const { field } = secret;
  const flag = field.replaceAll('_', '-');
  const fromStdin = values[attributeOf(`--${flag}-stdin`)] === true;
  if (
    !fromStdin &&
    values[attributeOf(`--${flag}`)] !== true &&
    (!isRequired(shape, field) || values['input'] !== undefined)
  )
    return;
  // There is one standard input, so two secrets come as JSON.
  const isAlone = verb.secrets?.filter((one) => isRequired(shape, one.field)).length === 1;
  const remedy = isAlone ? `--${flag}-stdin` : '--input -, with all as JSON';
  input[field] = await readSecret(io, { ...secret, fromStdin, flag: remedy });
}

/** What is missing is asked for on a terminal. */
async function requireField(io: Io, { verb, options }: Typed, input: Record<string, unknown>, field: Field) {
  if (!field.isRequired || input[field.name] !== undefined) return;
  const place = verb.places?.find((one) => one.field === field.name);
  if (place) throw new UsageError(`missing required argument '${place.name}'`);
  const option = options.find((one) => one.field.name === field.name)?.option;
  if (!option) throw new UsageError("required option '--input <file>' not specified");
  if (field.name === verb.text)
    throw new UsageError(`required option '${option.flags}' not specified (or -F FILE; "-" is standard input)`);
  if (!io.stdin.isTTY || field.kind !== 'text') throw new UsageError(`required option '${option.flags}' not specified`);
  input[field.name] = await askLine(io, `${field.name.charAt(0).toUpperCase()}${field.name.slice(1)}: `);
}

function refuseNothing({ verb, values }: Typed, input: Record<string, unknown>): void {
  if (!verb.command.endsWith(' edit') || values['input'] !== undefined || hasChanges(verb, input)) return;
  throw new UsageError('nothing to change: name at least one option');
}

function hasChanges(verb: Verb, input: Record<string, unknown>): boolean {
  const places = new Set(verb.places?.map(({ field }) => field));
  return Object.keys(input).some((field) => !places.has(field));
}
