import { existsSync, realpathSync } from 'node:fs';
import type { Writable } from 'node:stream';
import {
  type AttachedFile,
  type BackupContent,
  backupDatabase,
  checkBackup,
  DatabaseError,
  type FileStore,
  readerOf,
  type TableMove,
} from '@docket/router';
import type { Command } from 'commander';
import { STREAM, sourceOf } from '../backup-source.ts';
import { describeBadValue } from '../checkup.ts';
import { type Address, openAt, sqliteFileOf } from '../database-address.ts';
import { CommandError, withoutPasswords } from '../failure.ts';
import { describeFiles, storeAt, warnOfFiles } from '../file-stores.ts';
import { asTyped, closeAfter, count, type Io, plain, printJson, printLine } from '../io.ts';
import { explainWriteError, writeNewFile } from '../new-file.ts';
import { progressOf, SILENT } from '../progress.ts';
import { formatRows, sumOf } from '../table-rows.ts';

type BackupOptions = { from?: string; filesFrom?: string; withoutFiles?: true; force?: true; json?: true };

/** What a backup is made of. */
type Sources = { address: Address; store: FileStore | undefined };

/** Values of which a line each is printed; the others are counted. */
const BAD_VALUES_SHOWN = 10;

export function addBackupCommand(program: Command, io: Io): void {
  program
    .command('backup')
    .description(
      'write all data, as it is at one moment, and the attached files into one file, while the servers run; "docket restore" fills an empty database of either engine from it',
    )
    .argument('<file>', 'a new file, which only you can read; "-" is standard output')
    .option('--from <address>', 'the database (default: DATABASE_URL)')
    .option('--files-from <address>', 'the store of attached files (default: FILES_URL)')
    .option('--without-files', 'leave the attached files out')
    .option('--force', 'replace the file when it is there')
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  ./docket backup docket.backup\n  ./docket backup --force /mnt/backups/docket.backup\n  ./docket backup - | ssh backups "cat > docket.backup"',
    )
    .action((file: string, options: BackupOptions) => backup(io, file, options));
}

async function backup(io: Io, file: string, options: BackupOptions): Promise<void> {
  const { from, filesFrom, force } = options;
  const address = { url: from ?? io.settings().DATABASE_URL, option: from ? '--from' : 'DATABASE_URL' };
  const sources = { address, store: options.withoutFiles ? undefined : await storeAt(io, filesFrom) };
  const began = performance.now();
  const { content, missing } =
    file === STREAM ? await toOutput(io, sources) : await toFile(io, sources, { file, force });
  const seconds = Math.round(performance.now() - began) / 1000;
  print(io, { options, file, address, content, seconds });
  warnOfFiles(io, content.files?.changed ?? [], 'is not what was uploaded: it is in the backup as it is');
  warnOfFiles(io, missing, 'is not in the store');
  if (missing.length === 0) return;
  throw new CommandError(
    `The backup is whole but for ${count(missing.length, 'file')}: check ${filesFrom ? '--files-from' : 'FILES_URL'}`,
  );
}

type Done = { options: BackupOptions; file: string; address: Address; content: BackupContent; seconds: number };

function print(io: Io, { options, file, address, content, seconds }: Done): void {
  const { header, tables, files } = content;
  const summary = { from: withoutPasswords(address.url), file, ...header, tables, files: files ?? null, seconds };
  const rows = `${count(sumOf(tables), 'row')}${describeFiles(files)} from ${summary.from}`;
  if (file === STREAM) printLine(io.stderr, `Wrote ${rows} in ${seconds} s.`);
  else if (options.json) printJson(io, summary);
  else printForPeople(io, { file, tables, rows, seconds });
}

type Told = { file: string; tables: TableMove[]; rows: string; seconds: number };

function printForPeople(io: Io, { file, tables, rows, seconds }: Told): void {
  printLine(io.stdout, formatRows(tables));
  printLine(io.stdout, `Wrote ${rows} to ${file} in ${seconds} s, and read it back: it is whole.`);
  printLine(
    io.stdout,
    asTyped(io, `Keep it as secret as the database, and SECRET_KEY with it. Restore it with: ./docket restore ${file}`),
  );
}

/** `missing` are the files that the store ought to have. */
type Taken = { content: BackupContent; missing: AttachedFile[] };

async function toOutput(io: Io, sources: Sources): Promise<Taken> {
  if (io.stdout.isTTY)
    throw new CommandError('A terminal cannot show a backup: name a file, or pipe it into another program');
  return write(io, sources, io.stdout).catch((error: unknown) => {
    throw explainWriteError('Standard output', error);
  });
}

function toFile(io: Io, sources: Sources, { file, force }: { file: string; force: true | undefined }) {
  refuseDatabase(file, sources.address);
  return writeNewFile(
    { file, mayReplace: force ?? false },
    {
      write: (to) => write(io, sources, to),
      async check({ content: written }, path) {
        const found = await checkBackup({ ...sourceOf(io, path), name: file }, () => SILENT);
        if (JSON.stringify(found) === JSON.stringify(written)) return;
        throw new DatabaseError(`${file} reads differently than it was written: check the disk, and try again`);
      },
    },
  );
}

/** With --force, the backup would take the place of what it is a backup of. */
function refuseDatabase(file: string, { url }: Address): void {
  const database = sqliteFileOf(url);
  const parts = ['', '-wal', '-shm'].map((part) => `${database}${part}`).filter((part) => existsSync(part));
  if (!existsSync(file) || !parts.some((part) => realpathSync(part) === realpathSync(file))) return;
  throw new CommandError(`${file} belongs to the database itself: name another file`);
}

async function write(io: Io, { address, store }: Sources, to: Writable): Promise<Taken> {
  let badValues = 0;
  const missing: AttachedFile[] = [];
  const warn = (text: string) => printLine(io.stderr, `warning: ${text}`);
  const content = await closeAfter(openAt(address, { isReadOnly: true }), (from) =>
    backupDatabase({
      from,
      to,
      at: new Date(),
      startProgress: progressOf(io, `Writing a backup of ${withoutPasswords(address.url)}`),
      onBadValue(badValue) {
        badValues += 1;
        if (badValues <= BAD_VALUES_SHOWN) warn(plain(`${describeBadValue(badValue)}. It is in the backup`));
      },
      onAddition: (name) => warn(`${name} is not Docket's, so it is not in the backup: keep it by other means`),
      readFile: store && readerOf(store),
      onMissingFile: (file) => void missing.push(file),
    }),
  );
  if (badValues > BAD_VALUES_SHOWN) warn(`${count(badValues - BAD_VALUES_SHOWN, 'more value')} like these`);
  return { content, missing };
}
