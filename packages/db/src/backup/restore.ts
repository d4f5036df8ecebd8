import { sql } from 'kysely';
import { type Database, DatabaseError, type Writer } from '../database.ts';
import { migrateInside } from '../migrate.ts';
import { type Filled, fillDatabase, type StartProgress, type TableMove } from '../move/fill.ts';
import { refuseMemory } from '../move/move.ts';
import { digestOf, insertRows } from '../move/rows.ts';
import { identityOf, type MovedTable } from '../move/tables.ts';
import type { AttachedFile, FilesContent, Header } from './format.ts';
import { type BackupReader, readBackup, type Source, type TablePart } from './read.ts';
import { eachFile } from './read-files.ts';

export type Restore = {
  source: Source;
  to: Database;
  startProgress: StartProgress;
  /** Where the contents of attached files go. Left out, they stay in the backup. */
  files?: FileRestore | undefined;
};

export type FileRestore = {
  /** Reads all of the content, or nothing. */
  write(file: AttachedFile, content: AsyncIterable<Buffer>): Promise<void>;
  /** Takes out again what was written, for the backup is not whole or the store has failed. */
  undo(): Promise<void>;
};

export type Restored = {
  header: Header;
  tables: TableMove[];
  /** Undefined where the backup was made without files. */
  files?: FilesContent;
  /** The steps that came after those of the backup, which were applied to its rows. */
  migrated: string[];
};

/**
 * Fills an empty database from a backup of either engine, and applies the migrations that came after it. All is written
 * in one transaction, and read back before its commit, and files are written last: when the backup is not whole, or a row is refused, the target is
 * as it was before.
 *
 * @throws DatabaseError when the backup is none, is damaged or was made by a newer Docket, or the target holds data
 */
export async function restoreDatabase({ source, to, ...options }: Restore): Promise<Restored> {
  refuseMemory(await identityOf(to.read));
  return to.write((target) => readBackup(source, (backup) => restore({ target, backup, ...options })), {
    isLong: true,
  });
}

type Handles = Pick<Restore, 'startProgress' | 'files'> & { target: Writer; backup: BackupReader };

async function restore(handles: Handles): Promise<Restored> {
  const { target, startProgress, backup } = handles;
  const { header } = backup;
  const tables = await fillDatabase({ target, step: header.schema, startProgress }, (theirs) =>
    writeAll(handles, theirs),
  );
  const migrated = await migrateInside(target);
  await restoreFiles(handles);
  return { header, tables, migrated, ...(backup.filesContent && { files: backup.filesContent }) };
}

/** The last step before the commit. When that fails the files stay, as nobody knows whether it was made. */
async function restoreFiles({ target, backup, startProgress, files }: Handles): Promise<void> {
  const stayAwake = awake(target);
  try {
    await eachFile(backup.files, {
      startProgress,
      noun: 'attached files',
      async use({ file, content }) {
        await stayAwake();
        if (content && files) await files.write(file, slowly(content, stayAwake));
      },
    });
  } catch (error) {
    await files?.undo().catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

/** PostgreSQL ends a transaction that says nothing for a minute. */
const SILENCE_MS = 10_000;

function awake(target: Writer): () => Promise<void> {
  let spoke = performance.now();
  return async () => {
    if (performance.now() - spoke < SILENCE_MS) return;
    await sql`select 1`.execute(target);
    spoke = performance.now();
  };
}

async function* slowly(content: AsyncIterable<Buffer>, stayAwake: () => Promise<void>): AsyncGenerator<Buffer> {
  for await (const piece of content) {
    yield piece;
    await stayAwake();
  }
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
  { target, startProgress }: Pick<Handles, 'target' | 'startProgress'>,
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
