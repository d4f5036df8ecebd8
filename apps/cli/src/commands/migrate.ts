import { join, relative } from 'node:path';
import { type Database, migrateDown, migrateUp, migrationStatus, openDatabase } from '@docket/router';
import type { Command } from 'commander';
import { CommandError } from '../failure.ts';
import { closeAfter, type Io, printJson, printLine } from '../io.ts';
import { createMigration } from '../new-migration.ts';
import { confirm } from '../prompt.ts';
import { formatTable } from '../table.ts';

const MIGRATIONS = join(import.meta.dirname, '../../../../packages/db/src/migrations');

export function addMigrateCommand(program: Command, io: Io): void {
  const migrate = program.command('migrate').description('change the schema of the database, step by step');
  migrate
    .command('up')
    .description('apply all pending steps')
    .addHelpText('after', '\nExample:\n  ./docket migrate up')
    .action(() => onDatabase(io, { mustExist: false }, (database) => up(io, database)));
  migrate
    .command('down')
    .description('take back the last step; what it had made is dropped, with the data in it')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  ./docket migrate down --yes')
    .action((options: { yes?: true }) =>
      onDatabase(io, { mustExist: true }, (database) => down(io, database, options)),
    );
  migrate
    .command('status')
    .description('list all steps and when each was applied')
    .option('--json', 'print the steps as JSON')
    .addHelpText('after', '\nExample:\n  ./docket migrate status')
    .action((options: { json?: true }) =>
      onDatabase(io, { mustExist: true }, (database) => status(io, database, options)),
    );
  migrate
    .command('create')
    .alias('new')
    .description('begin a new step in packages/db/src/migrations')
    .argument('<name...>', 'what the step does, such as "Add due date"')
    .addHelpText('after', '\nExample:\n  ./docket migrate create "Add due date"')
    .action((words: string[]) => create(io, words.join(' ')));
}

/** On the database as it is: nothing migrates it first. */
function onDatabase(
  io: Io,
  options: { mustExist: boolean },
  work: (database: Database) => Promise<void>,
): Promise<void> {
  return closeAfter(openDatabase(io.settings().DATABASE_URL, options), work);
}

async function up(io: Io, database: Database): Promise<void> {
  const steps = await migrateUp(database);
  for (const step of steps) printLine(io.stdout, `Applied ${step}`);
  if (steps.length === 0) printLine(io.stdout, 'Nothing to do: all steps are applied.');
}

async function down(io: Io, database: Database, { yes }: { yes?: true }): Promise<void> {
  const last = (await migrationStatus(database)).findLast((step) => step.applied_at !== null);
  if (!last) return printLine(io.stdout, 'Nothing to take back: no step is applied.');
  if (!yes) await askBeforeDropping(io, last.name);
  const steps = await migrateDown(database);
  for (const step of steps) printLine(io.stdout, `Took back ${step}`);
}

async function askBeforeDropping(io: Io, step: string): Promise<void> {
  if (!io.stdin.isTTY) throw new CommandError(`Taking back ${step} can drop data: add --yes if you mean it`);
  const sure = await confirm(io, `Take back ${step}? What it made is dropped, with the data in it.`);
  if (!sure) throw new CommandError('Stopped: nothing was changed');
}

async function status(io: Io, database: Database, { json }: { json?: true }): Promise<void> {
  const steps = await migrationStatus(database);
  if (json) return printJson(io, steps);
  const rows = steps.map(({ name, applied_at }) => [name, applied_at ? `applied ${applied_at}` : 'pending']);
  printLine(io.stdout, formatTable(rows));
}

function create(io: Io, name: string): void {
  const file = createMigration(MIGRATIONS, name);
  printLine(io.stdout, `Wrote ${relative('.', join(MIGRATIONS, file))} and added it to index.ts`);
}
