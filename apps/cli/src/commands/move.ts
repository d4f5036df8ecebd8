import {
  assertMigrated,
  type Database,
  DatabaseError,
  moveDatabase,
  openDatabase,
  type TableMove,
} from '@docket/router';
import type { Command } from 'commander';
import { withoutPasswords } from '../failure.ts';
import { closeAfter, count, type Io, printJson, printLine } from '../io.ts';
import { showProgress } from '../progress.ts';
import { formatTable } from '../table.ts';

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
      '\nExample:\n  pnpm docket move --from sqlite:./data/docket.db --to postgresql://docket@db/docket',
    )
    .action((options: MoveOptions) => move(io, options));
}

async function move(io: Io, { from, to, json }: MoveOptions): Promise<void> {
  const source = from ?? io.settings().DATABASE_URL;
  const began = performance.now();
  // The source comes first, for to open the target may make a file.
  const tables = await closeAfter(openSource(source, from ? '--from' : 'DATABASE_URL'), (opened) =>
    closeAfter(open(to, '--to', {}), (target) =>
      moveDatabase({ from: opened, to: target, startProgress: (what) => showProgress(io, what) }),
    ),
  );
  const summary = { from: withoutPasswords(source), to: withoutPasswords(to), tables };
  const seconds = Math.round(performance.now() - began) / 1000;
  if (json) printJson(io, { ...summary, seconds });
  else printLine(io.stdout, `${listRows(tables)}\n${summarize(summary, seconds)}`);
}

async function openSource(address: string, option: string): Promise<Database> {
  const database = await open(address, option, { isReadOnly: true });
  try {
    await assertMigrated(database);
    return database;
  } catch (error) {
    await database.close();
    throw error instanceof DatabaseError ? new DatabaseError(`${option}: ${error.message}`) : error;
  }
}

/** An address that is wrong is told by the option that it came from. */
async function open(address: string, option: string, options: { isReadOnly?: boolean }): Promise<Database> {
  try {
    return await openDatabase(address, { ...options, connections: 1 });
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new DatabaseError(error.message.replaceAll('DATABASE_URL', option));
  }
}

function listRows(tables: TableMove[]): string {
  return formatTable([['TABLE', 'ROWS'], ...tables.map(({ table, rows }) => [table, String(rows)])]);
}

function summarize({ from, to, tables }: { from: string; to: string; tables: TableMove[] }, seconds: number): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return [
    `Moved ${count(rows, 'row')} from ${from} to ${to} in ${seconds} s: counts and hashes are equal.`,
    'Set DATABASE_URL to the new address, keep SECRET_KEY, and start the servers. If one still ran, what it wrote since',
    'the move began is not in the new database: stop it, and move again into another empty one.',
  ].join('\n');
}
