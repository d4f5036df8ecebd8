import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Field, shapeOf } from '../../apps/cli/src/catalog.ts';
import { fieldOptions } from '../../apps/cli/src/verb-options.ts';
import { verbs } from '../../apps/cli/src/verbs/index.ts';

/** What is typed for a call, and what comes through a pipe. */
export type CommandLine = { argv: string[]; stdin?: string };

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * A call of a procedure as a person would type it. What nobody can type, such as a title that is a number, is given as
 * JSON.
 */
export function commandLine(procedure: string, input: unknown): CommandLine {
  const verb = verbs[procedure];
  if (!verb) throw new Error(`${procedure} has no verb`);
  const words = verb.command.split(' ');
  const flags = verb.question ? ['--yes'] : [];
  if (input === undefined) return { argv: [...words, ...flags] };
  const typed = typeFields(procedure, input as Record<string, unknown>);
  if (!typed) return { argv: [...words, ...flags, '--input', '-'], stdin: JSON.stringify(input) };
  return { ...typed, argv: [...words, ...typed.argv, ...flags] };
}

function typeFields(procedure: string, input: Record<string, unknown>): CommandLine | undefined {
  const { fields } = shapeOf(procedure);
  const [places, secrets, options] = [[] as string[], [] as CommandLine[], [] as string[]];
  for (const field of fields ?? []) {
    const value = input[field.name];
    if (value === undefined && !field.isRequired) continue;
    const typed = typeField(procedure, field, value);
    if (!typed) return undefined;
    if (typed.stdin !== undefined) secrets.push(typed);
    else if (typed.argv[0]?.startsWith('--')) options.push(...typed.argv);
    else places.push(...typed.argv);
  }
  const [secret, ...others] = secrets;
  if (others.length > 0) return undefined; // there is only one standard input
  const argv = [...places, ...options, ...(secret?.argv ?? [])];
  return secret?.stdin === undefined ? { argv } : { argv, stdin: secret.stdin };
}

function typeField(procedure: string, field: Field, value: unknown): CommandLine | undefined {
  const verb = verbs[procedure];
  const { name } = field;
  if (verb?.secrets?.some((secret) => secret.field === name)) {
    return typeof value === 'string' ? { argv: [`--${name.replaceAll('_', '-')}-stdin`], stdin: value } : undefined;
  }
  const place = verb?.places?.find((one) => one.field === name);
  if (place) {
    const isTyped = typeof value === 'string' && (!place.finds || place.finds === 'issue' || ID.test(value));
    return isTyped ? { argv: [value] } : undefined;
  }
  const option = verb && fieldOptions(verb, shapeOf(procedure)).find((one) => one.field.name === name);
  const argv = option && typeOption(option.option.long ?? '', option.negation?.long ?? undefined, { field, value });
  return argv && { argv };
}

function isEmpty(value: unknown): boolean {
  return value === null || value === false || (Array.isArray(value) && value.length === 0);
}

type Given = { field: Field; value: unknown };

function typeOption(long: string, negation: string | undefined, { field, value }: Given): string[] | undefined {
  if (isEmpty(value)) return negation ? [negation] : undefined;
  const isTyped = {
    flag: value === true,
    number: Number.isInteger(value) && Number(value) >= 0,
    text: typeof value === 'string',
    list: Array.isArray(value) && value.every((one) => typeof one === 'string'),
    json: false,
  };
  if (!isTyped[field.kind]) return undefined;
  return field.kind === 'flag' ? [long] : [value].flat().flatMap((one) => [long, String(one)]);
}

type Files = readonly { filename: string; content: Blob }[];

/** The same for a call that may bring files, which are on the disk until the test ends, or ask for a content. */
export async function commandLineWithFiles(procedure: string, input: unknown): Promise<CommandLine> {
  const typed = commandLine(procedure, input);
  const { isUpload, isDownload } = shapeOf(procedure);
  if (isDownload) return { ...typed, argv: [...typed.argv, '-'] };
  if (!isUpload) return typed;
  const folder = mkdtempSync(join(tmpdir(), 'docket-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const line = { ...typed, argv: [...typed.argv] };
  for (const [at, { filename, content }] of ((input as { files: Files }).files ?? []).entries()) {
    const path = join(folder, String(at));
    if (/^\.*$/.test(filename)) {
      Object.assign(line, { stdin: await content.text() }).argv.push('-', '--name', filename);
      continue;
    }
    mkdirSync(path);
    writeFileSync(join(path, filename), Buffer.from(await content.arrayBuffer()));
    line.argv.push(join(path, filename));
  }
  return line;
}
