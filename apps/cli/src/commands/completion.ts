import { Argument, type Command } from 'commander';
import { placesOf } from '../completion/places.ts';
import { scripts } from '../completion/scripts.ts';
import type { Io } from '../io.ts';

/** @param buildWhole makes the command with everything that it has */
export function addCompletionCommand(program: Command, io: Io, buildWhole: (io: Io) => Promise<Command>): void {
  program
    .command('completion')
    .summary('print what completes the command in a shell')
    .description('Prints a script that completes commands, options and their values when the tab key is pressed.')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(scripts)))
    .addHelpText('after', '\nExample:\n  source <(./docket completion bash)')
    .action(async (shell: string) => {
      io.stdout.write(scripts[shell]?.(placesOf(await buildWhole(io))) ?? '');
    });
}
