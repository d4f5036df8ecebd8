import {
  assertMigrated,
  type CopiedFiles,
  copyFiles,
  type Database,
  DatabaseError,
  type FileStore,
  moveDatabase,
  type TableMove,
} from '@docket/router';
import type { Command } from 'commander';
import { type Address, openAt } from '../database-address.ts';
import { withoutPasswords } from '../failure.ts';
import { storeAt } from '../file-stores.ts';
import { closeAfter, count, type Io, printJson, printLine } from '../io.ts';
import { progressOf } from '../progress.ts';
import { formatRows, sumOf } from '../table-rows.ts';

type MoveOptions = { from?: string; to: string; filesFrom?: string; filesTo?: string; json?: true };

/** Where the attached files are afterwards; without counts, both databases use the same store. */
type MovedFiles = { store: string } & Partial<CopiedFiles>;

export function addMoveCommand(program: Command, io: Io): void {
  program
    .command('move')
    .description(
      'copy all data into an empty database, on this or the other engine; the source stays as it is. Stop the servers first: what they write later is left behind',
    )
    .option('--from <address>', 'the database that is there (default: DATABASE_URL)')
    .requiredOption('--to <address>', 'the empty database; a password that is not in it is taken from PGPASSWORD')
    .option('--files-from <address>', 'the store of attached files that is there (default: FILES_URL)')
    .option('--files-to <address>', 'another store, to which the files are copied (default: FILES_URL)')
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  ./docket move --from sqlite:./data/docket.db --to postgresql://docket@db/docket',
    )
    .action((options: MoveOptions) => move(io, options));
}

async function move(io: Io, { from, to, filesFrom, filesTo, json }: MoveOptions): Promise<void> {
  const stores = { from: await storeAt(io, filesFrom), to: await storeAt(io, filesTo) };
  const source = from ?? io.settings().DATABASE_URL;
  const startProgress = progressOf(io, `Moving ${withoutPasswords(source)} to ${withoutPasswords(to)}`);
  const began = performance.now();
  // The source comes first, for to open the target may make a file.
  const tables = await closeAfter(openSource({ url: source, option: from ? '--from' : 'DATABASE_URL' }), (opened) =>
    closeAfter(openAt({ url: to, option: '--to' }), (target) =>
      moveDatabase({ from: opened, to: target, startProgress }),
    ),
  );
  const files = await moveFiles(stores);
  const summary = { from: withoutPasswords(source), to: withoutPasswords(to), tables, files };
  const seconds = Math.round(performance.now() - began) / 1000;
  if (json) printJson(io, { ...summary, seconds });
  else printLine(io.stdout, `${formatRows(tables)}\n${summarize(summary, seconds)}`);
}

/** After the rows: what is copied twice does no harm, so that "docket files copy" goes on where this was stopped. */
async function moveFiles({ from, to }: { from: FileStore; to: FileStore }): Promise<MovedFiles> {
  if (from.place === to.place) return { store: to.place };
  return { store: to.place, ...(await copyFiles({ from, to })) };
}

function summarizeFiles({ store, copied, present = 0 }: MovedFiles): string {
  if (copied === undefined) return `Attached files stay in ${store}, which both use.`;
  return `Copied ${count(copied, 'attached file')} to ${store}; ${count(present, 'file')} were there. Set FILES_URL to it, too.`;
}

type Summary = { from: string; to: string; tables: TableMove[]; files: MovedFiles };

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

function summarize({ from, to, tables, files }: Summary, seconds: number): string {
  return [
    `Moved ${count(sumOf(tables), 'row')} from ${from} to ${to} in ${seconds} s: counts and hashes are equal.`,
    summarizeFiles(files),
    'Set DATABASE_URL to the new address, keep SECRET_KEY, and start the servers. If one still ran, what it wrote since',
    'the move began is not in the new database: stop it, and move again into another empty one.',
  ].join('\n');
}
