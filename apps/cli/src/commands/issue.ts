import type { Caller } from '@docket/router';
import { type Command, Option } from 'commander';
import { defaultProject } from '../default-project.ts';
import { type Io, plain, printJson } from '../io.ts';
import { issueKeyOf, nameOfIssue } from '../issue-names.ts';
import { withTarget } from '../target/open.ts';
import { choiceOf } from '../target/target.ts';
import { show } from '../verb-command.ts';
import { openChildrenOf, showIssues } from '../verbs/issue.ts';

/** What people do with issues in one word, made of several calls or of a part of one. */
export function addIssueCommands(issue: Command, io: Io): void {
  addStatusChange(issue, io, { name: 'close', to: 'closed', done: 'Closed' });
  addStatusChange(issue, io, { name: 'reopen', to: 'open', done: 'Reopened' });
  issue
    .command('status')
    .summary('what is yours to do')
    .description('Shows the open issues that are assigned to you, and those that you have opened.')
    .option('--json', 'print both lists')
    .addHelpText('after', '\nExample:\n  ./docket issue status')
    .action((_options, command: Command) => showStatus(io, command));
}

type Change = { name: string; to: 'open' | 'closed'; done: string };

const REASONS = ['completed', 'not_planned', 'duplicate'] as const;

type Typed = { comment?: string; reason?: (typeof REASONS)[number]; duplicateOf?: string; json?: true };

function addStatusChange(issue: Command, io: Io, { name, to, done }: Change): void {
  const command = issue
    .command(name)
    .summary(`${name} an issue`)
    .description(`Makes the status of an issue "${to}". Author, assignees and admins may.`)
    .argument('<issue>', 'number, key such as WEB-12, or id')
    .option('-c, --comment <text>', 'say why')
    .option('--json', 'print what the API answers')
    .addHelpText('after', `\nExample:\n  ./docket issue ${name} 42 --comment "See #7"`)
    .action(async (word: string, { comment, reason, duplicateOf, json }: Typed, command: Command) => {
      const here = defaultProject(io);
      const id = issueKeyOf(word, here);
      await withTarget(io, choiceOf(command), async ({ caller }) => {
        // The comment goes first: who may not change the issue may still say something, and is told.
        if (comment !== undefined) await caller.comment.create({ issue_id: id, body: comment });
        const duplicate_of = duplicateOf === undefined ? undefined : issueKeyOf(duplicateOf, here);
        const issue = await caller.issue.update({ id, status: to, closed_reason: reason, duplicate_of });
        if (json) return printJson(io, issue);
        const notes = [`${done} issue ${nameOfIssue(issue, here)}: ${plain(issue.title)}`, ...openChildrenOf(issue)];
        show(io, { note: notes.join('\n') });
      });
    });
  if (to !== 'closed') return;
  command
    .addOption(new Option('-r, --reason <reason>', 'why; completed when left out').choices(REASONS))
    .option('--duplicate-of <issue>', 'close it as a duplicate of this one, and relate them');
}

async function showStatus(io: Io, command: Command): Promise<void> {
  const here = defaultProject(io);
  await withTarget(io, choiceOf(command), async ({ caller }) => {
    const [assigned, opened] = await openIssuesOf(caller);
    if (command.opts()['json']) return printJson(io, { assigned, opened });
    show(io, { lead: 'Assigned to you', ...showIssues(assigned, here) });
    show(io, { lead: '\nOpened by you', ...showIssues(opened, here) });
  });
}

function openIssuesOf({ issue }: Caller) {
  const status = ['open' as const, 'in_progress' as const];
  return Promise.all([issue.list({ status, assignee: 'me' }), issue.list({ status, author: 'me' })]);
}
