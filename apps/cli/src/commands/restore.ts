import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import {
  checkBackup,
  type FileRestore,
  type Restored,
  restoreDatabase,
  restoreTo,
  type Source,
  type StartProgress,
} from '@docket/router';
import type { Command } from 'commander';
import { canBeReadAgain, sourceOf } from '../backup-source.ts';
import { type Address, openAt, sqliteFileOf } from '../database-address.ts';
import { withoutPasswords } from '../failure.ts';
import { describeFiles, storeAt, warnOfBackup } from '../file-stores.ts';
import { closeAfter, count, type Io, printJson, printLine } from '../io.ts';
import { progressOf } from '../progress.ts';
import { formatRows, sumOf } from '../table-rows.ts';

type RestoreOptions = { to?: string; filesTo?: string; withoutFiles?: true; check?: true; json?: true };

export function addRestoreCommand(program: Command, io: Io): void {
  program
    .command('restore')
    .description(
      'fill an empty database, on this or the other engine, and the store of attached files from a backup of "docket backup"; the whole backup is checked before anything is changed',
    )
    .argument('<file>', 'the backup; "-" is standard input')
    .option('--to <address>', 'the empty database, or none yet (default: DATABASE_URL)')
    .option('--files-to <address>', 'the store of attached files (default: FILES_URL)')
    .option('--without-files', 'leave the attached files in the backup')
    .option('--check', 'only check that the backup is whole and can be restored by this Docket')
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  ./docket restore docket.backup\n  ./docket restore --check docket.backup\n  ./docket restore docket.backup --to postgresql://docket@db/docket',
    )
    .action((file: string, options: RestoreOptions) => (options.check ? check : restore)(io, file, options));
}

async function check(io: Io, file: string, { json }: RestoreOptions): Promise<void> {
  const { header, tables, files } = await checkBackup(sourceOf(io, file), progressOf(io, `Checking ${file}`));
  warnOfBackup(io, files);
  if (json) return printJson(io, { file, ...header, tables, files: files ?? null });
  printLine(io.stdout, formatRows(tables));
  const what = `${count(sumOf(tables), 'row')}${describeFiles(files)} of ${header.engine}, at ${header.created_at} (${header.schema})`;
  printLine(io.stdout, `${file} is whole and can be restored: ${what}.`);
}

async function restore(io: Io, file: string, { to, filesTo, withoutFiles, json }: RestoreOptions): Promise<void> {
  const address = { url: to ?? io.settings().DATABASE_URL, option: to ? '--to' : 'DATABASE_URL' };
  const source = sourceOf(io, file);
  const store = withoutFiles ? undefined : await storeAt(io, filesTo);
  const files = store && { place: store.place, ...restoreTo(store) };
  const startProgress = progressOf(io, `Restoring ${file}`);
  const began = performance.now();
  // Before the target is opened, for that may make a file.
  if (canBeReadAgain(file)) await checkBackup(source, startProgress);
  const restored = await fill({ source, startProgress, files }, address);
  const seconds = Math.round(performance.now() - began) / 1000;
  const stored = files && restored.files && { store: files.place, ...files.counts };
  if (stored) warnOfBackup(io, restored.files);
  const { header, tables, migrated } = restored;
  const target = withoutPasswords(address.url);
  if (json) printJson(io, { file, to: target, ...header, tables, files: stored ?? null, migrated, seconds });
  else printRestored(io, restored, { target, seconds, stored });
}
type Stored = { store: string; written: number; present: number };
type Where = { target: string; seconds: number; stored: Stored | undefined };

function printRestored(io: Io, { header, tables, migrated }: Restored, { target, seconds, stored }: Where): void {
  printLine(io.stdout, formatRows(tables));
  const since = migrated.length > 0 ? ` Applied since then: ${migrated.join(', ')}.` : '';
  printLine(
    io.stdout,
    `Restored ${count(sumOf(tables), 'row')} of ${header.created_at} to ${target} in ${seconds} s: counts and hashes are equal.${since}`,
  );
  if (stored && stored.written + stored.present > 0) {
    const { written, present, store } = stored;
    printLine(io.stdout, `Wrote ${count(written, 'attached file')} to ${store}; ${count(present, 'file')} were there.`);
  }
  printLine(io.stdout, 'Set DATABASE_URL to this address and SECRET_KEY to that of the backup, and start the servers.');
}

type Filling = { source: Source; startProgress: StartProgress; files: FileRestore | undefined };

/** After a failure, a file that was not there before is gone again. */
async function fill({ source, startProgress, files }: Filling, address: Address): Promise<Restored> {
  const file = sqliteFileOf(address.url);
  const isNew = file !== undefined && !existsSync(file);
  try {
    return await closeAfter(openAt(address), (to) => restoreDatabase({ source, to, startProgress, files }));
  } catch (error) {
    if (isNew) for (const part of ['', '-wal', '-shm']) await rm(file + part, { force: true });
    throw error;
  }
}
