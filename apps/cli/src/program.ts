import { settingsSchema } from '@docket/router';
import { Command, CommanderError } from 'commander';
import { addBackupCommand } from './commands/backup.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addImportCommand } from './commands/import.ts';
import { addIssueCommand } from './commands/issue.ts';
import { addMigrateCommand } from './commands/migrate.ts';
import { addMoveCommand } from './commands/move.ts';
import { addOpenApiCommand } from './commands/openapi.ts';
import { addRestoreCommand } from './commands/restore.ts';
import { addTokenCommand } from './commands/token.ts';
import { addUserCommand } from './commands/user.ts';
import { linesOfFailure, withoutPasswords } from './failure.ts';
import { type Io, printLine } from './io.ts';

/**
 * Runs one command and answers with its exit status: 0 when all was done, 1 when it failed (also
 * in part), 2 when it was called wrongly. It never throws.
 */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  try {
    await buildProgram(io).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    for (const line of linesOfFailure(error, { debug: isDebugging(io) }))
      printLine(io.stderr, `error: ${withoutPasswords(line)}`);
    return 1;
  }
}

function buildProgram(io: Io): Command {
  const program = new Command('docket')
    .description('Issue tracker: look after its accounts, its data and its database')
    .version(settingsSchema.shape.VERSION.parse(undefined))
    .exitOverride()
    .showHelpAfterError('(--help shows how it is used)')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(withoutPasswords(text)), // it repeats what was typed
    });
  addUserCommand(program, io);
  addTokenCommand(program, io);
  addIssueCommand(program, io);
  addImportCommand(program, io);
  addBackupCommand(program, io);
  addRestoreCommand(program, io);
  addMigrateCommand(program, io);
  addMoveCommand(program, io);
  addOpenApiCommand(program, io);
  addDoctorCommand(program, io);
  return program.addHelpText('after', '\nExample:\n  pnpm docket issue list --help');
}

function isDebugging(io: Io): boolean {
  try {
    return io.settings().DEBUG;
  } catch {
    return false;
  }
}
