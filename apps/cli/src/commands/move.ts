import { assertMigrated, type Database, DatabaseError, moveDatabase, type TableMove } from '@docket/router';
import type { Command } from 'commander';
import { type Address, openAt } from '../database-address.ts';
import { withoutPasswords } from '../failure.ts';
import { closeAfter, count, type Io, printJson, printLine } from '../io.ts';
import { progressOf } from '../progress.ts';
import { formatRows, sumOf } from '../table-rows.ts';

type MoveOptions = { from?: string; to: string; json?: true };

export function addMoveCommand(program: Command, io: Io): void {
  program
    .command('move')
    .description(
      'copy all data into an empty database, on this or the other engine; the source stays as it is. Stop the servers first: what they write later is left behind',
    )
    .option('--from <address>', 'the database that is there (default: DATABASE_URL)')
    .requiredOption('--to <address>', 'the empty database; a password that is not in it is taken from PGPASSWORD')
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  ./docket move --from sqlite:./data/docket.db --to postgresql://docket@db/docket',
    )
    .action((options: MoveOptions) => move(io, options));
}

async function move(io: Io, { from, to, json }: MoveOptions): Promise<void> {
  const source = from ?? io.settings().DATABASE_URL;
  const startProgress = progressOf(io, `Moving ${withoutPasswords(source)} to ${withoutPasswords(to)}`);
  const began = performance.now();
  // The source comes first, for to open the target may make a file.
  const tables = await closeAfter(openSource({ url: source, option: from ? '--from' : 'DATABASE_URL' }), (opened) =>
    closeAfter(openAt({ url: to, option: '--to' }), (target) =>
      moveDatabase({ from: opened, to: target, startProgress }),
    ),
  );
  const summary = { from: withoutPasswords(source), to: withoutPasswords(to), tables };
  const seconds = Math.round(performance.now() - began) / 1000;
  if (json) printJson(io, { ...summary, seconds });
  else printLine(io.stdout, `${formatRows(tables)}\n${summarize(summary, seconds)}`);
}

async function openSource(address: Address): Promise<Database> {
  const database = await openAt(address, { isReadOnly: true });
  try {
    await assertMigrated(database);
    return database;
  } catch (error) {
    await database.close();
    throw error instanceof DatabaseError ? new DatabaseError(`${address.option}: ${error.message}`) : error;
  }
}

function summarize({ from, to, tables }: { from: string; to: string; tables: TableMove[] }, seconds: number): string {
  return [
    `Moved ${count(sumOf(tables), 'row')} from ${from} to ${to} in ${seconds} s: counts and hashes are equal.`,
    'Set DATABASE_URL to the new address, keep SECRET_KEY, and start the servers. If one still ran, what it wrote since',
    'the move began is not in the new database: stop it, and move again into another empty one.',
  ].join('\n');
}
