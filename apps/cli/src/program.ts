import { Command, CommanderError } from 'commander';
import { addApiCommand } from './commands/api.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addIssueCommands } from './commands/issue.ts';
import { addLoginCommands } from './commands/login.ts';
import { addProjectCommands } from './commands/project.ts';
import { addSearchCommands } from './commands/search.ts';
import { addUserCommands } from './commands/user.ts';
import { addWebhookCommands } from './commands/webhook.ts';
import { explain } from './explanation.ts';
import { UsageError, withoutPasswords } from './failure.ts';
import { addHeavyCommands, makesCalls } from './heavy.ts';
import { asTyped, type Io, printLine } from './io.ts';
import { addTargetOptions } from './target/target.ts';
import { addVerb } from './verb-command.ts';
import { verbs } from './verbs/index.ts';
import { VERSION } from './version.ts';

/**
 * Runs one command and answers with its exit status: 0 when all was done, 1 when it failed (also
 * in part), 2 when it was called wrongly. It never throws.
 */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  const meant = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
  try {
    const program = await buildProgram(io, meant);
    await program.parseAsync(meant, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      printLine(io.stderr, `error: ${error.message}\n${HELP_HINT}`);
      return 2;
    }
    await explain(io, error, { asJson: argv.includes('--json') && makesCalls(wordsOf(argv)[0]) });
    return 1;
  }
}

const HELP_HINT = '(--help shows how it is used)';

/** What the groups hold, in the order in which help shows them. */
const GROUPS: Record<string, string> = {
  issue: 'find, file and change issues',
  search: 'find issues by their words',
  inbox: 'read what there is to tell you, and say what you want to be told',
  comment: 'read and write comments on issues',
  attachment: 'read and delete the files on issues and comments',
  label: 'look after labels',
  milestone: 'look after milestones',
  template: 'look after templates of a project, which new issues may begin with',
  view: 'look after views, which are queries under a name, and run them',
  project: 'look after projects and their members',
  user: 'look after accounts',
  token: 'look after API tokens, with which a script acts as you',
  session: 'see where you are logged in',
  event: 'read what happened',
  sync: 'keep a copy of what you may see',
  webhook: 'have other programs told what happens',
  auth: 'make an account, set its password, begin and end sessions',
  import: 'bring in the issues of another tracker',
};

/** As people type it who have an issue in mind. */
const COMMENT = {
  command: 'issue comment',
  aliases: [],
  examples: ['issue comment 42 --body "I can reproduce this."', 'issue comment 42 -F log.txt'],
};

/** The whole command. Of what takes long to load, only what `argv` is about is more than a name; without it, all is. */
export async function buildProgram(io: Io, argv?: readonly string[]): Promise<Command> {
  const program = addTargetOptions(new Command('docket'))
    .description('Docket, an issue tracker: its issues from the shell, and all that a server needs')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError(HELP_HINT)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => io.stdout.write(asTyped(io, text)),
      writeErr: (text) => io.stderr.write(withoutPasswords(text)), // it repeats what was typed
      getOutHelpWidth: () => io.stdout.columns ?? 120,
      getErrHelpWidth: () => io.stderr.columns ?? 120,
    });
  const groups = new Map(
    Object.entries(GROUPS).map(([name, summary]) => [name, program.command(name).description(summary)]),
  );
  const hasInput = argv?.some((word) => /^--input(=|$)/.test(word)) ?? false;
  const setting = { io, argv: argv ?? [], hasInput };
  for (const [procedure, verb] of Object.entries(verbs)) {
    const [first = '', second] = verb.command.split(' ');
    const group = second === undefined ? program : groups.get(first);
    if (!group) throw new Error(`${verb.command}: its group is missing in program.ts`);
    addVerb(group, procedure, verb, setting);
  }
  const issue = groups.get('issue') ?? program;
  const comment = verbs['comment.create'];
  if (comment) addVerb(issue, 'comment.create', { ...comment, ...COMMENT }, setting);
  addIssueCommands(issue, io);
  addProjectCommands(groups.get('project') ?? program, io);
  addSearchCommands(groups.get('search') ?? program, io);
  addUserCommands(groups.get('user') ?? program, io);
  addWebhookCommands(groups.get('webhook') ?? program, io);
  addLoginCommands(program, io);
  addApiCommand(program, io);
  addCompletionCommand(program, io, buildProgram);
  await addHeavyCommands(program, io, argv && wordsOf(argv));
  return program.addHelpText('after', '\nExamples:\n  ./docket issue list\n  ./docket help issue list');
}

/** The words of a command line that say which command is meant, without the options that may stand before them. */
function wordsOf(argv: readonly string[]): string[] {
  return argv.filter((word, at) => !word.startsWith('-') && !/^--(server|as)$/.test(argv[at - 1] ?? ''));
}
