import { type Command, Option } from 'commander';
import { CommandError, UsageError } from '../failure.ts';
import { openCsv } from '../import/csv-file.ts';
import { Findings } from '../import/findings.ts';
import { openGithubArchive } from '../import/github-archive.ts';
import type { ImportFile } from '../import/import-file.ts';
import { TOOLS, type Tool } from '../import/mapping.ts';
import { openNdjson } from '../import/ndjson-file.ts';
import { sendFile } from '../import/send.ts';
import { summarize } from '../import/summary.ts';
import { count, type Io, printJson, printLine } from '../io.ts';
import { progressOf } from '../progress.ts';
import { withTarget } from '../target/open.ts';
import { choiceOf } from '../target/target.ts';

type Options = {
  project?: string;
  source?: string;
  from?: Tool;
  mapping?: string;
  dryRun?: true;
  json?: true;
};

export function addImportCommand(program: Command, io: Io): void {
  const group = program.commands.find((command) => command.name() === 'import') ?? program.command('import');
  withOptions(group.command('github-archive'))
    .description(
      'import the issues, comments, labels and people of a GitHub archive; what was imported before is left as it is, pull requests are left out',
    )
    .argument('<file>', 'the archive.json that github.com/martinthomson/i-d-template writes')
    .addHelpText('after', examples('github-archive archive.json', 'github-archive archive.json --project TLS'))
    .action(async (file: string, options: Options, command: Command) => {
      const archive = await openGithubArchive(file, options.source);
      const { repo, pulls } = archive;
      await run(io, { file, opened: archive, beside: { repo, pulls_left_out: pulls } }, command);
    });
  addNdjson(group, io);
  withOptions(group.command('csv'))
    .description(
      'import the issues of a CSV file, as Jira and Linear write them or as a mapping says; what was imported before is left as it is',
    )
    .argument('<file>', 'a CSV file with a header, in UTF-8')
    .addOption(new Option('--from <tool>', 'what wrote it, where the header does not show it').choices(TOOLS))
    .option('--mapping <file>', 'a JSON file that says which column is what, and what values mean (docs/import.md)')
    .addHelpText('after', examples('csv jira.csv --project WEB --dry-run', 'csv tasks.csv --mapping mapping.json'))
    .action(async (file: string, { from: tool, mapping, source }: Options, command: Command) => {
      const opened = await openCsv(file, { tool, mapping, source });
      await run(io, { file, opened, beside: { from: opened.tool ?? null } }, command);
    });
}

function addNdjson(group: Command, io: Io): void {
  withOptions(group.command('ndjson'))
    .description(
      'import what "docket export" has written, in this or another Docket; what was imported before, or is here already, is left as it is',
    )
    .argument('<file>', 'the file')
    .addHelpText('after', examples('ndjson docket.ndjson --dry-run', 'ndjson docket.ndjson --project WEB'))
    .action(async (file: string, { source }: Options, command: Command) => {
      await run(io, { file, opened: await openNdjson(file, source), beside: {} }, command);
    });
}

function withOptions(command: Command): Command {
  return command
    .option(
      '-R, --project <key>',
      'the project that they come into, which is made when it is not there; the main one when left out',
    )
    .option(
      '--source <name>',
      'where they come from, such as github:owner/name: what it was called at the first import',
    )
    .option('--dry-run', 'change nothing, and say what would be made, changed and lost')
    .option('--json', 'print the summary as JSON');
}

function examples(...commands: string[]): string {
  return `\nExamples:${commands.map((command) => `\n  ./docket import ${command}`).join('')}`;
}

type Run = { file: string; opened: ImportFile; beside: object };

/** Sends what was opened, and says what came of it. */
async function run(io: Io, { file, opened, beside }: Run, command: Command): Promise<void> {
  const { json, project, source, dryRun: isDry = false } = command.opts<Options>();
  if (source !== undefined && !/^[a-z]{1,30}:\S{1,200}$/.test(source))
    throw new UsageError(`--source ${source}: it must look like github:owner/name`);
  const report = new Findings(io, file);
  const added = await withTarget(io, choiceOf(command), async ({ caller }) => {
    const doing = `${isDry ? 'Looking through' : 'Importing'} ${opened.name}`;
    const progress = progressOf(io, doing)({ total: opened.total, noun: 'issues' });
    try {
      const sending = { caller, file: opened, report, project, isDry };
      return await sendFile({ ...sending, advance: (issues) => progress.advance(issues) });
    } finally {
      progress.stop();
    }
  });
  if (json) {
    const { dropped_keys: _, made, ...counts } = added; // told as lost
    const noted = { ...report.listed, lost: report.lostThings, changed: report.changedThings };
    printJson(io, { ...beside, dry_run: isDry, ...counts, ...(isDry && { made }), ...noted });
  } else printLine(io.stdout, summarize({ opened, project, isDry, report, ...beside }, added));
  if (report.brokenRecords > 0) throw new CommandError(failureOf(report.brokenRecords, isDry));
}

function failureOf(broken: number, isDry: boolean): string {
  const records = count(broken, 'broken record');
  return isDry
    ? `${records} would be left out: mend the lines named above`
    : `${records} left out: mend the lines named above and import again, the rest is in`;
}
