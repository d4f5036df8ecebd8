import { type Database, DatabaseError, type Writer } from '../database.ts';
import { migrateInside } from '../migrate.ts';
import { type Filled, fillDatabase, type StartProgress, type TableMove } from '../move/fill.ts';
import { refuseMemory } from '../move/move.ts';
import { digestOf, insertRows } from '../move/rows.ts';
import { identityOf, type MovedTable } from '../move/tables.ts';
import type { Header } from './format.ts';
import { type BackupReader, readBackup, type Source, type TablePart } from './read.ts';

export type Restore = { source: Source; to: Database; startProgress: StartProgress };

export type Restored = {
  header: Header;
  tables: TableMove[];
  /** The steps that came after those of the backup, which were applied to its rows. */
  migrated: string[];
};

/**
 * Fills an empty database from a backup of either engine, and applies the migrations that came after it. All is written
 * in one transaction, and read back before its commit: when the backup is not whole, or a row is refused, the target is
 * as it was before.
 *
 * @throws DatabaseError when the backup is none, is damaged or was made by a newer Docket, or the target holds data
 */
export async function restoreDatabase({ source, to, startProgress }: Restore): Promise<Restored> {
  refuseMemory(await identityOf(to.read));
  return to.write((target) => readBackup(source, (backup) => restore({ target, backup, startProgress })), {
    isLong: true,
  });
}

type Handles = { target: Writer; backup: BackupReader; startProgress: StartProgress };

async function restore(handles: Handles): Promise<Restored> {
  const { target, startProgress, backup } = handles;
  const { header } = backup;
  const tables = await fillDatabase({ target, step: header.schema, startProgress }, (theirs) =>
    writeAll(handles, theirs),
  );
  return { header, tables, migrated: await migrateInside(target) };
}

async function writeAll({ target, backup, startProgress }: Handles, theirs: MovedTable[]): Promise<Filled[]> {
  const filled: Filled[] = [];
  for await (const part of backup.tables) {
    const { name } = part.table;
    if (!theirs.some((table) => table.name === name)) throw new DatabaseError(`The target lacks the table ${name}`);
    filled.push(await writeTable({ target, startProgress }, part));
  }
  return filled;
}

async function writeTable(
  { target, startProgress }: Omit<Handles, 'backup'>,
  { table, total, chunks }: TablePart,
): Promise<Filled> {
  const progress = startProgress({ total, noun: `rows of ${table.name}` });
  try {
    const content = await digestOf(chunks, async ({ rows }) => {
      await insertRows(target, table, rows);
      progress.advance(rows.length);
    });
    return { ...table, ...content };
  } finally {
    progress.stop();
  }
}
