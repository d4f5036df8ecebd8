import type { Command } from 'commander';
import { defaultProject, FILE, removeDefault, writeDefault } from '../default-project.ts';
import { CommandError } from '../failure.ts';
import { type Io, printJson } from '../io.ts';
import { withTarget } from '../target/open.ts';
import { choiceOf } from '../target/target.ts';
import { show } from '../verb-command.ts';

type Options = { none?: true; json?: true };

/** What is said once, so that no command has to. */
export function addProjectCommands(project: Command, io: Io): void {
  project
    .command('use')
    .summary('say which project is meant in this folder')
    .description(
      `Writes the project into ${FILE} in the folder where you stand: there and below, numbers of issues are those of this project, lists show it, and what is made is made in it. DOCKET_PROJECT goes before it, and --project before both. Without a word, says which project is meant, and why.`,
    )
    .argument('[project]', 'key or id')
    .option('--none', `remove ${FILE} from this folder`)
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  ./docket project use WEB\n  ./docket project use\n  ./docket project use --none',
    )
    .action((key: string | undefined, options: Options, command: Command) => use(io, command, { key, ...options }));
}

async function use(
  io: Io,
  command: Command,
  { key, none, json }: Options & { key: string | undefined },
): Promise<void> {
  const { folder } = io;
  if (none && key !== undefined) throw new CommandError('--none: say it, or a project');
  if (folder === undefined) throw new CommandError('There is no folder to say it in');
  if (none) return show(io, { note: `Removed ${removeDefault(folder)}.` });
  if (key !== undefined) {
    const { key: present } = await withTarget(io, choiceOf(command), ({ caller }) =>
      caller.project.get({ project: key }),
    );
    writeDefault(folder, present);
  }
  const here = defaultProject(io);
  if (json) return printJson(io, here ?? null);
  show(
    io,
    here
      ? { text: `${here.key}, as ${here.source} says` }
      : { note: 'None: numbers of issues are those of the main project, and lists show all projects.' },
  );
}
