import type { Command } from 'commander';
import { CommandError, UsageError } from '../failure.ts';
import { type Io, plain, printLine } from '../io.ts';
import { readText } from '../long-text.ts';
import { withTarget } from '../target/open.ts';
import { choiceOf, type RestAnswer, type RestRequest } from '../target/target.ts';

type ApiOptions = { field?: string[]; rawField?: string[]; input?: string; include?: true };

const PREFIX = '/api/v1';

export function addApiCommand(program: Command, io: Io): void {
  const again = (value: string, before: string[] = []) => [...before, value];
  program
    .command('api')
    .summary('make a request to the REST API')
    .description(
      `Makes a request to the REST API and prints the answer. A path stands below ${PREFIX}, unless it begins with it. The method is GET, or POST when there are fields.`,
    )
    .argument('<method>', 'GET, POST, PUT, PATCH or DELETE; may be left out')
    .argument('[path]', 'such as /issues?status=open')
    .usage('[options] [method] <path>')
    .option('-f, --raw-field <name=text>', 'a field of the query, or of the body, as text', again)
    .option('-F, --field <name=value>', 'the same with true, false, null and numbers as such', again)
    .option('--input <file>', 'the body, as JSON; "-" is standard input')
    .option('-i, --include', 'print the status and the header fields too')
    .addHelpText(
      'after',
      '\nExamples:\n  ./docket api "/issues?status=open&size=5"\n  ./docket api POST /issues -f title="Crash on save" -f description="An empty file crashes it."\n  ./docket api PATCH /issues/42 --input changes.json',
    )
    .action((first: string, second: string | undefined, options: ApiOptions, command: Command) =>
      request(io, { words: [first, second], options, command }),
    );
}

type Asked = { words: [string, string | undefined]; options: ApiOptions; command: Command };

async function request(io: Io, { words: [first, second], options, command }: Asked): Promise<void> {
  const asked = await requestOf(
    io,
    { method: second === undefined ? undefined : first, path: second ?? first },
    options,
  );
  await withTarget(io, choiceOf(command), async (target) => {
    const answer = await target.send(asked);
    if (options.include) printHead(io, answer);
    if ('pieces' in answer) {
      for await (const piece of answer.pieces) io.stdout.write(piece);
      return;
    }
    if (answer.body !== '') printLine(io.stdout, readable(answer.body));
    if (answer.status >= 400) throw new CommandError(`${detailOf(answer.body)} (HTTP ${answer.status})`);
  });
}

async function requestOf(
  io: Io,
  given: { method: string | undefined; path: string },
  options: ApiOptions,
): Promise<RestRequest> {
  const fields = fieldsOf(options);
  const isSending = fields.length > 0 || options.input !== undefined;
  const method = (given.method ?? (isSending ? 'POST' : 'GET')).toUpperCase();
  const path = pathOf(given.path);
  if (method === 'GET' || method === 'DELETE') return { method, path: withQuery(path, fields) };
  const whole: unknown = options.input === undefined ? undefined : parse(await readText(io, options.input));
  if (fields.length === 0) return { method, path, ...(whole !== undefined && { body: JSON.stringify(whole) }) };
  return { method, path, body: JSON.stringify({ ...(whole as object | undefined), ...Object.fromEntries(fields) }) };
}

function pathOf(given: string): string {
  const path = given.startsWith('/') ? given : `/${given}`;
  return path.startsWith(`${PREFIX}/`) || /^\/(openapi\.json|health\/|token$)/.test(path) ? path : PREFIX + path;
}

type FieldGiven = [name: string, value: unknown];

function fieldsOf({ rawField = [], field = [] }: ApiOptions): FieldGiven[] {
  return [...rawField.map((one) => split(one)), ...field.map((one) => split(one, typed))];
}

function split(given: string, read: (text: string) => unknown = (text) => text): FieldGiven {
  const at = given.indexOf('=');
  if (at < 1) throw new UsageError(`"${given}" is no field: write name=value`);
  return [given.slice(0, at), read(given.slice(at + 1))];
}

function typed(text: string): unknown {
  if (/^(true|false|null)$/.test(text) || /^-?\d+(\.\d+)?$/.test(text)) return JSON.parse(text);
  return text;
}

function withQuery(path: string, fields: FieldGiven[]): string {
  if (fields.length === 0) return path;
  const query = new URLSearchParams(fields.map(([name, value]) => [name, String(value)]));
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError('--input: it is no JSON');
  }
}

/** Problem details (RFC 9457) say in words what is wrong. */
function detailOf(body: string): string {
  try {
    return plain(String((JSON.parse(body) as { detail?: unknown }).detail ?? 'It was refused'));
  } catch {
    return 'It was refused';
  }
}

/** JSON over several lines, and anything else as it came. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

function printHead(io: Io, { status, headers }: RestAnswer): void {
  printLine(io.stdout, `HTTP ${status}`);
  for (const [name, value] of headers) printLine(io.stdout, `${name}: ${value}`);
  printLine(io.stdout, '');
}
