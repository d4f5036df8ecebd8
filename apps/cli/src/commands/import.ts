import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import type { Caller, ImportResult } from '@docket/router';
import type { Command } from 'commander';
import { CommandError } from '../failure.ts';
import { type GithubIssues, type NotedRecord, readGithubArchive } from '../github-archive.ts';
import { count, type Io, plain, printJson, printLine } from '../io.ts';
import { progressOf } from '../progress.ts';
import { withTarget } from '../target/open.ts';
import { choiceOf } from '../target/target.ts';

/** Issues in one transaction: few, so that a running server hardly waits. */
const BATCH = 50;

/** As many labels as the procedure takes at once. */
const LABEL_BATCH = 1000;

export function addImportCommand(program: Command, io: Io): void {
  const group = program.commands.find((command) => command.name() === 'import') ?? program.command('import');
  group
    .command('github-archive')
    .description(
      'import the issues, comments, labels and people of a GitHub archive; what was imported before is left as it is, pull requests are left out',
    )
    .argument('<file>', 'the archive.json that github.com/martinthomson/i-d-template writes')
    .option(
      '-R, --project <key>',
      'the project that they come into, which is made when it is not there; the main one when left out',
    )
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  ./docket import github-archive archive.json\n  ./docket import github-archive archive.json --project TLS',
    )
    .action((file: string, _options, command: Command) => importArchive(io, file, command));
}

async function importArchive(io: Io, file: string, command: Command): Promise<void> {
  const archive = await readArchive(file);
  const { json, project }: { json?: true; project?: string } = command.opts();
  for (const { line, record, problem } of archive.broken) {
    printLine(io.stderr, plain(`${file}:${line}: ${record} is broken: ${problem}`));
  }
  for (const { line, record, problem } of archive.mended) {
    printLine(io.stderr, plain(`${file}:${line}: warning: in ${record}, ${problem}`));
  }
  const added = await withTarget(io, choiceOf(command), ({ caller }) =>
    sendInBatches(io, caller, { archive, project }),
  );
  const { repo, pulls, broken, mended } = archive;
  const { left: _, ...counts } = added; // by now they are in
  if (json) printJson(io, { repo, ...counts, pulls_left_out: pulls, broken, mended });
  else printLine(io.stdout, summarize({ ...archive, project }, added));
  if (broken.length > 0) throw new CommandError(failureOf(broken));
}

async function readArchive(file: string): Promise<GithubIssues> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new CommandError(`${file} cannot be read: check the path (${error.message})`);
  });
  if (!isUtf8(bytes)) throw new CommandError(`${file}: it is not UTF-8 text`);
  try {
    return readGithubArchive(new TextDecoder().decode(bytes)); // without a byte order mark
  } catch (error) {
    throw error instanceof CommandError ? new CommandError(`${file}: ${error.message}`) : error;
  }
}

/** Issues whose number is in use here go last, so that each of the others keeps its own. */
async function sendInBatches(
  io: Io,
  caller: Caller,
  { archive: { repo, labels, issues }, project }: { archive: GithubIssues; project: string | undefined },
): Promise<ImportResult> {
  const total: ImportResult = { created: 0, skipped: 0, left: [], renumbered: 0, comments: 0, users: 0, labels: 0 };
  const progress = progressOf(io, `Importing ${repo}`)({ total: issues.length, noun: 'issues' });
  async function send(batch: Pick<Parameters<Caller['archive']['import']>[0], 'labels' | 'issues' | 'when_taken'>) {
    const { left, ...added } = await caller.archive.import({ source: `github:${repo}`, project, ...batch });
    for (const [key, number] of Object.entries(added)) total[key as keyof typeof added] += number;
    total.left.push(...left);
    progress.advance(batch.issues.length - left.length);
  }
  try {
    for (const some of inBatches(labels, LABEL_BATCH)) await send({ labels: some, issues: [] });
    for (const some of inBatches(issues, BATCH)) await send({ labels: [], issues: some, when_taken: 'leave' });
    const moved = issues.filter(({ number }) => total.left.includes(number));
    for (const some of inBatches(moved, BATCH)) await send({ labels: [], issues: some });
  } finally {
    progress.stop();
  }
  return total;
}

function inBatches<Item>(items: Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

function summarize(
  { repo, pulls, project }: GithubIssues & { project: string | undefined },
  added: ImportResult,
): string {
  const { created, skipped, renumbered, comments, users, labels } = added;
  if (created + skipped + labels === 0) return `Nothing to import: ${repo} has no issues.`;
  if (created + labels === 0) return `Nothing new: ${count(skipped, 'issue')} of ${repo} had been imported before.`;
  const left = [
    skipped > 0 && `${count(skipped, 'issue')} had been imported before.`,
    renumbered > 0 && `${count(renumbered, 'issue')} got a new number, because the old one is in use here.`,
    users > 0 && 'The new accounts cannot sign in until an admin sets a password.',
    pulls > 0 && `${count(pulls, 'pull request')} left out.`,
  ];
  const into = project === undefined ? '' : ` into ${project.toUpperCase()}`;
  const sum = `Imported ${repo}${into}: ${count(created, 'issue')}, ${count(comments, 'comment')}, ${count(labels, 'label')}, ${count(users, 'account')}.`;
  return [sum, ...left.filter((line) => line !== false)].join('\n');
}

function failureOf(broken: NotedRecord[]): string {
  return `${count(broken.length, 'broken record')} left out: mend the lines named above and import again, the rest is in`;
}
