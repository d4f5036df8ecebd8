import type { Command } from 'commander';
import { CommandError } from './failure.ts';
import type { Io } from './io.ts';

type Add = (program: Command, io: Io) => void;

/** Commands that stand on the router itself, which takes longer to load than everything else together. */
const HEAVY: Record<string, { summary: string; load: () => Promise<Add> }> = {
  import: {
    summary: 'bring in the issues of another tracker',
    load: async () => (await import('./commands/import.ts')).addImportCommand,
  },
  backup: {
    summary: 'write all data into one file, while the servers run',
    load: async () => (await import('./commands/backup.ts')).addBackupCommand,
  },
  restore: {
    summary: 'fill an empty database from a backup',
    load: async () => (await import('./commands/restore.ts')).addRestoreCommand,
  },
  files: {
    summary: 'copy attached files to another store, and back',
    load: async () => (await import('./commands/files.ts')).addFilesCommand,
  },
  migrate: {
    summary: 'change the schema of the database, step by step',
    load: async () => (await import('./commands/migrate.ts')).addMigrateCommand,
  },
  move: {
    summary: 'copy all data to the other engine',
    load: async () => (await import('./commands/move.ts')).addMoveCommand,
  },
  openapi: {
    summary: 'print the OpenAPI document of the REST API',
    load: async () => (await import('./commands/openapi.ts')).addOpenApiCommand,
  },
  doctor: {
    summary: 'check settings, database and accounts, and say what to do',
    load: async () => (await import('./commands/doctor.ts')).addDoctorCommand,
  },
};

/** Whether a command makes calls of the API, whose errors a program can read. */
export function makesCalls(command: string | undefined): boolean {
  return command === 'import' || !Object.hasOwn(HEAVY, command ?? '');
}

/** Adds those commands: whole when they are meant, or when no words say which one is, and else by name. */
export async function addHeavyCommands(program: Command, io: Io, words?: readonly string[]): Promise<void> {
  program
    .command('start')
    .summary('run the server')
    .description('Runs the server, with the settings of the environment and of .env.')
    .addHelpText('after', '\nExample:\n  ./docket start')
    .action(() => {
      throw new CommandError('The server is started by a script in the root of the clone: run "./docket start" there');
    });
  for (const [name, { summary, load }] of Object.entries(HEAVY)) {
    const isMeant = words === undefined || words[0] === name;
    if (isMeant) (await load())(program, io);
    const command = program.commands.find((one) => one.name() === name) ?? program.command(name);
    command.summary(summary);
  }
}
