import { basename } from 'node:path';
import type { Caller, Download, Message } from '@docket/router';
import { Argument, type Command, Option } from 'commander';
import { type Shape, shapeOf } from './catalog.ts';
import { type DefaultProject, defaultProject } from './default-project.ts';
import { CommandError, codeOf } from './failure.ts';
import { type Io, plainLines, printJson, printLine, widthOf } from './io.ts';
import { wholeList } from './list-walk.ts';
import { keepText } from './long-text.ts';
import { refuseMissingProject } from './missing-project.ts';
import { confirm } from './prompt.ts';
import { STREAM, save } from './save.ts';
import { filesNamed } from './sent-files.ts';
import { formatTable } from './table.ts';
import { withTarget } from './target/open.ts';
import { choiceOf, procedureOf, type Target } from './target/target.ts';
import { withTypedNames } from './typed-names.ts';
import { attributeOf, inputOf, isInDefault, readingOf, type Typed } from './verb-input.ts';
import { fieldOptions, takesDefault, usesDefault } from './verb-options.ts';
import type { Beside, Shown, Verb } from './verbs/verb.ts';
import { watch } from './watch.ts';
import { openPage } from './web.ts';
import { keepQueryWhole } from './whole-query.ts';

export type Setting = {
  io: Io;
  /** What was typed. */
  argv: readonly string[];
  /** The input comes as JSON, so what else is required may be there. */
  hasInput: boolean;
};

/** Makes a command of a verb, below the command of its group. */
export function addVerb(group: Command, procedure: string, verb: Verb, setting: Setting): void {
  const shape = shapeOf(procedure);
  const name = verb.command.split(' ').at(-1) ?? '';
  const command = group
    .command(name, { isDefault: verb.isDefault ?? false })
    .aliases([...(verb.aliases ?? [])])
    .summary(summaryOf(shape))
    .description(`${shape.summary}. ${shape.description}`)
    .addHelpText('after', `\n${verb.examples.length > 1 ? 'Examples' : 'Example'}:\n${examplesOf(verb)}`);
  addPlaces(command, verb, setting);
  if (shape.isDownload) addFile(command, verb);
  if (shape.isUpload) addFiles(command);
  const options = fieldOptions(verb, shape);
  for (const { option, negation, former = [] } of options) {
    for (const one of [option, negation, ...former]) if (one) command.addOption(one);
  }
  addSpecialOptions(command, verb, shape);
  if (verb.places?.some(({ isQuery }) => isQuery)) keepQueryWhole(command, setting);
  command.action(async () => {
    const here = usesDefault(verb, shape) ? defaultProject(setting.io) : undefined;
    const typed = { procedure, verb, shape, options, words: command.args, values: command.opts(), here, drafts: [] };
    await run(setting.io, command, ownerOf(typed));
  });
}

function summaryOf({ summary }: Shape): string {
  return summary.charAt(0).toLowerCase() + summary.slice(1);
}

function examplesOf({ examples }: Verb): string {
  return examples.map((example) => `  ./docket ${example}`).join('\n');
}

function addPlaces(command: Command, { places = [], hasOwner }: Verb, { hasInput }: Setting): void {
  if (hasOwner) command.addArgument(new Argument('[user]', 'whose it is, as --as says it'));
  if (hasOwner && places.length > 0)
    command.usage(`[options] [user] ${places.map(({ name }) => `<${name}>`).join(' ')}`);
  for (const { name, description } of places) {
    const argument = new Argument(`<${name}>`, description);
    command.addArgument(hasInput || hasOwner ? argument.argOptional() : argument);
  }
}

function addFile(command: Command, { goesTo }: Verb): void {
  const otherwise = goesTo === 'file' ? 'the name that it has' : 'standard output';
  command.addArgument(new Argument('[file]', `a new file; "-" is standard output (default: ${otherwise})`));
  command.option('--force', 'replace the file when it is there');
}

function addFiles(command: Command): void {
  command.addArgument(new Argument('<files...>', 'files; "-" is standard input'));
  command.option('--name <name>', 'what standard input is called', 'stdin');
}

function addSpecialOptions(command: Command, verb: Verb, shape: Shape): void {
  if (verb.text) {
    command.option('-F, --file <file>', `read the ${verb.text} from a file; "-" is standard input`);
    command.option('-e, --editor', `write the ${verb.text} in an editor (VISUAL or EDITOR)`);
  }
  for (const { field } of verb.secrets ?? []) {
    const flag = `--${field.replaceAll('_', '-')}`;
    const isRequired = shape.fields?.some(({ name, isRequired }) => name === field && isRequired);
    if (!isRequired) command.option(flag, 'ask for it');
    command.option(`${flag}-stdin`, 'read it from standard input instead of asking for it');
  }
  for (const { flags, description, isList, isHidden } of verb.extras ?? []) {
    const option = new Option(flags, description).hideHelp(isHidden ?? false); // without a word, it hides
    command.addOption(isList ? option.argParser((value, before: string[] = []) => [...before, value]) : option);
  }
  if (verb.question) command.option('-y, --yes', 'do not ask');
  if (verb.page) command.option('-w, --web', 'open its page in the browser');
  if (shape.fields) command.option('--input <file>', 'the input of the procedure as JSON; "-" is standard input');
  if (takesDefault(verb, shape)) addAllProjects(command, shape);
  command.option('--json', `print ${printedBy(shape)}`);
}

function printedBy({ isDownload, isFeed }: Shape): string {
  if (isFeed) return 'what the API answers, a line for each message';
  return `what ${isDownload ? 'was done' : 'the API answers'}`;
}

/** Where a project may be left out, the default stands for it, and this says that none is meant. */
function addAllProjects(command: Command, { isQuery, fields }: Shape): void {
  const field = fields?.find(({ name }) => name === 'project');
  const canBeForAll = isQuery ? !field?.isRequired : field?.isNullable;
  if (!canBeForAll) return;
  command.option('--all-projects', `${isQuery ? 'of' : 'for'} all projects, also where one is the default`);
}

type Run = Typed & { owner?: string | undefined };

/** One word more than there are places for says whose it is. */
function ownerOf(typed: Typed): Run {
  const { verb, words } = typed;
  if (!verb.hasOwner || words.length <= (verb.places?.length ?? 0)) return typed;
  const [owner, ...others] = words;
  return { ...typed, owner, words: others };
}

async function run(io: Io, command: Command, typed: Run): Promise<void> {
  const { procedure, verb, shape, owner, values } = typed;
  const choice = choiceOf(command);
  const asked = { ...choice, ...(owner !== undefined && { as: owner }), isPublic: shape.isPublic };
  await withTarget(io, asked, async (target) => {
    const input = await wholeInput(io, target.caller, typed);
    await askFirst(io, typed, input);
    const call = withTypedNames(procedureOf(target.caller, procedure), typed);
    const take = streamTaker(shape);
    if (take) return take(io, typed, await call(input));
    const answer = await keepingDrafts(io, typed, () =>
      isList(shape) && input ? wholeList(call, input) : call(input),
    );
    if (shape.isQuery) await refuseMissingProject(target.caller, answer, input?.['project']);
    if (values['web'] && verb.page) return openPage(io, target, verb.page(answer));
    const besides = await readBesides(target, typed, input ?? {});
    if (values['json']) return printJson(io, withFields(answer, besides));
    show(io, saying(isInDefault(typed) ? typed.here : undefined, verb.show(answer, input ?? {}, typed.here)));
    for (const { beside, read } of besides) show(io, beside.show(read));
  });
}

/** With the files that are named after the words that have a place. */
async function wholeInput(io: Io, caller: Caller, typed: Typed): Promise<Record<string, unknown> | undefined> {
  const { verb, words, values, shape } = typed;
  const input = await inputOf(io, caller, typed);
  if (!shape.isUpload) return input;
  return { ...input, files: await filesNamed(io, words.slice(verb.places?.length ?? 0), String(values['name'])) };
}

/** Whether the answer has pages: a limit counts over all of them. */
function isList({ fields }: Shape): boolean {
  return fields?.some(({ name }) => name === 'size') ?? false;
}

/** What is done with an answer that is a stream. */
function streamTaker({
  isDownload,
  isFeed,
}: Shape): ((io: Io, typed: Typed, answer: unknown) => Promise<void>) | undefined {
  if (isDownload) return (io, typed, answer) => saveDownload(io, typed, answer as Download);
  return isFeed && ((io, typed, answer) => follow(io, typed, answer as AsyncIterable<Message>));
}

/** What goes to standard output is all that stands there. */
async function saveDownload(io: Io, { verb, words, values }: Typed, download: Download): Promise<void> {
  const file = words[verb.places?.length ?? 0] ?? (verb.goesTo === 'file' ? basename(download.filename ?? '') : STREAM);
  const saved = await save(io, download, { file, mayReplace: values['force'] === true });
  if (file === STREAM) return;
  if (values['json']) return printJson(io, saved);
  show(io, verb.show(saved, {}, undefined));
}

function follow(io: Io, { verb, values, here }: Typed, messages: AsyncIterable<Message>): Promise<void> {
  const show = (data: unknown) => verb.show(data, {}, here);
  return watch(io, messages, { asJson: values['json'] === true, exec: values['exec'] as string | undefined, show });
}

/** Nobody writes a text twice because of a label that is not there. */
async function keepingDrafts<T>(io: Io, typed: Typed, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const reading = codeOf(error) === 'issue_not_found' ? readingOf(typed) : undefined;
    if (reading && !typed.values['json']) printLine(io.stderr, reading);
    for (const draft of typed.drafts) {
      printLine(io.stderr, `Your text is kept in ${await keepText(draft)}: send it with -F and this file`);
    }
    throw error;
  }
}

async function askFirst(io: Io, typed: Typed, input: Record<string, unknown> = {}): Promise<void> {
  const { verb, values } = typed;
  if (!verb.question || values['yes']) return;
  const question = verb.question.replace(
    /\{(\w+)\}/g,
    (_, field: string) => wordFor(field, typed) ?? String(input[field]),
  );
  if (!io.stdin.isTTY) throw new CommandError('Nobody is here to ask whether you mean it: add --yes');
  if (!(await confirm(io, question))) throw new CommandError('Stopped: nothing was changed');
}

/** Where an id was looked up, people know what they typed. Of an issue the input has the key, which says more than a number. */
function wordFor(field: string, { verb: { places = [] }, words }: Typed): string | undefined {
  const at = places.findIndex((place) => place.field === field);
  return places[at]?.finds === 'issue' ? undefined : words[at];
}

/** Who has asked for no project is told that one is meant. */
function saying(project: DefaultProject | undefined, shown: Shown): Shown {
  return project && shown.note ? { ...shown, note: `In ${project.key}: ${shown.note}` } : shown;
}

type ReadBeside = { beside: Beside; read: unknown };

async function readBesides({ caller }: Target, { verb, values }: Typed, input: Record<string, unknown>) {
  const read: ReadBeside[] = [];
  for (const { flags, beside } of verb.extras ?? []) {
    if (beside && values[attributeOf(flags)]) read.push({ beside, read: await beside.read(input, caller) });
  }
  return read;
}

function withFields(answer: unknown, besides: ReadBeside[]): unknown {
  if (besides.length === 0) return answer ?? null;
  return { ...(answer as object), ...Object.fromEntries(besides.map(({ beside, read }) => [beside.field, read])) };
}

/** Data to standard output, and notes to whoever waits. Nothing of it can write to the terminal by itself. */
export function show(io: Io, { lead, table, text, note }: Shown): void {
  if (lead !== undefined) printLine(io.stderr, plainLines(lead));
  if (table) printLine(io.stdout, formatTable(table, widthOf(io.stdout)));
  if (text !== undefined) printLine(io.stdout, plainLines(text));
  if (note !== undefined) printLine(io.stderr, plainLines(note));
}
