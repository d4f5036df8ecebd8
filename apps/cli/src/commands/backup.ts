import { existsSync, realpathSync } from 'node:fs';
import { type BackupContent, backupDatabase, checkBackup, DatabaseError } from '@docket/router';
import type { Command } from 'commander';
import { STREAM, sourceOf } from '../backup-source.ts';
import { describeBadValue } from '../checkup.ts';
import { type Address, openAt, sqliteFileOf } from '../database-address.ts';
import { CommandError, withoutPasswords } from '../failure.ts';
import { asTyped, closeAfter, count, type Io, plain, printJson, printLine } from '../io.ts';
import { explainWriteError, writeNewFile } from '../new-file.ts';
import { progressOf, SILENT } from '../progress.ts';
import { formatRows, sumOf } from '../table-rows.ts';

type BackupOptions = { from?: string; force?: true; json?: true };

/** Values of which a line each is printed; the others are counted. */
const BAD_VALUES_SHOWN = 10;

export function addBackupCommand(program: Command, io: Io): void {
  program
    .command('backup')
    .description(
      'write all data, as it is at one moment, into one file, while the servers run; "docket restore" fills an empty database of either engine from it',
    )
    .argument('<file>', 'a new file, which only you can read; "-" is standard output')
    .option('--from <address>', 'the database (default: DATABASE_URL)')
    .option('--force', 'replace the file when it is there')
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  ./docket backup docket.backup\n  ./docket backup --force /mnt/backups/docket.backup\n  ./docket backup - | ssh backups "cat > docket.backup"',
    )
    .action((file: string, options: BackupOptions) => backup(io, file, options));
}

async function backup(io: Io, file: string, { from, force, json }: BackupOptions): Promise<void> {
  const address = { url: from ?? io.settings().DATABASE_URL, option: from ? '--from' : 'DATABASE_URL' };
  const began = performance.now();
  const content = file === STREAM ? await toOutput(io, address) : await toFile(io, address, { file, force });
  const seconds = Math.round(performance.now() - began) / 1000;
  const summary = { from: withoutPasswords(address.url), file, ...content.header, tables: content.tables, seconds };
  if (json && file !== STREAM) return printJson(io, summary);
  const rows = `${count(sumOf(content.tables), 'row')} from ${summary.from}`;
  if (file === STREAM) return printLine(io.stderr, `Wrote ${rows} in ${seconds} s.`);
  printLine(io.stdout, formatRows(content.tables));
  printLine(io.stdout, `Wrote ${rows} to ${file} in ${seconds} s, and read it back: it is whole.`);
  printLine(
    io.stdout,
    asTyped(io, `Keep it as secret as the database, and SECRET_KEY with it. Restore it with: ./docket restore ${file}`),
  );
}

async function toOutput(io: Io, address: Address): Promise<BackupContent> {
  if (io.stdout.isTTY)
    throw new CommandError('A terminal cannot show a backup: name a file, or pipe it into another program');
  return write(io, address, io.stdout).catch((error: unknown) => {
    throw explainWriteError('Standard output', error);
  });
}

function toFile(io: Io, address: Address, { file, force }: { file: string; force: true | undefined }) {
  refuseDatabase(file, address);
  return writeNewFile(
    { file, mayReplace: force ?? false },
    {
      write: (to) => write(io, address, to),
      async check(written, path) {
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

async function write(io: Io, address: Address, to: Parameters<typeof backupDatabase>[0]['to']): Promise<BackupContent> {
  let badValues = 0;
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
    }),
  );
  if (badValues > BAD_VALUES_SHOWN) warn(`${count(badValues - BAD_VALUES_SHOWN, 'more value')} like these`);
  return content;
}
