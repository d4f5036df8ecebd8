import type { Caller } from '@docket/router';
import type { Command } from 'commander';
import { describeExtent } from '../extent.ts';
import { type Io, printJson, printLine, withCaller } from '../io.ts';
import { wholeNumber } from '../options.ts';
import { formatTable } from '../table.ts';

type IssueList = Awaited<ReturnType<Caller['issue']['list']>>;
type Issue = IssueList['items'][number];

/** The options are named as the fields of the procedure, which checks them. */
type ListOptions = Parameters<Caller['issue']['list']>[0] & { json?: true };

export function addIssueCommand(program: Command, io: Io): void {
  program
    .command('issue')
    .description('look at issues')
    .command('list')
    .description('list issues, newest first')
    .option('--status <status...>', 'open, in_progress or closed: any of these')
    .option('--priority <priority...>', 'low, medium or high: any of these')
    .option('--author <user>', 'username or id')
    .option('--assignee <user>', 'username or id, or "none"')
    .option('--label <name...>', 'all of these')
    .option('--page <number>', 'which page', wholeNumber)
    .option('--size <number>', 'issues on a page (20 when left out, at most 100)', wholeNumber)
    .option('--cursor <cursor>', 'what follows there, as the list before said')
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  pnpm docket issue list --status open in_progress --priority high')
    .action((options: ListOptions) => listIssues(io, options));
}

async function listIssues(io: Io, { json, ...filter }: ListOptions): Promise<void> {
  const found = await withCaller(io, (caller) => caller.issue.list(filter));
  if (json) return printJson(io, found);
  if (found.items.length > 0) {
    const header = ['NUMBER', 'STATUS', 'PRIORITY', 'UPDATED', 'AUTHOR', 'ASSIGNEES', 'LABELS', 'TITLE'];
    printLine(io.stdout, formatTable([header, ...found.items.map(toRow)]));
  }
  printLine(io.stderr, describeExtent(found, 'issue'));
}

function toRow({ number, status, priority, updated_at, author, assignees, labels, title }: Issue): string[] {
  const names = assignees.map(nameOf).join(', ');
  const labelNames = labels.map((label) => label.name).join(', ');
  return [`#${number}`, status, priority, updated_at.slice(0, 10), nameOf(author), names, labelNames, title];
}

function nameOf({ username, full_name }: Issue['author']): string {
  return username ?? full_name;
}
