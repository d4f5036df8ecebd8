import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { type Database, DatabaseError, type Reader } from '../database.ts';
import { isPostgres } from '../engine.ts';
import { lastStep } from '../migrate.ts';
import { type BadValue, badValueIn } from '../move/bad-values.ts';
import { countRows, type StartProgress, type TableMove } from '../move/fill.ts';
import { Digest, readChunks, type TableContent } from '../move/rows.ts';
import { listTables, type MovedTable } from '../move/tables.ts';
import { seal } from './container.ts';
import {
  type AttachedFile,
  type BackupContent,
  type End,
  FORMAT,
  FORMAT_WITHOUT_FILES,
  type Header,
  toLine,
} from './format.ts';
import { additionsTo, tablesAt } from './schema.ts';
import { linesOfFiles, listFiles, type ReadFile } from './write-files.ts';

/** Zstandard keeps a checksum of what it has compressed, too. */
const COMPRESSION = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };

export type Backup = {
  from: Database;
  to: Writable;
  at: Date;
  startProgress: StartProgress;
  /** Is told of each value that the other engine would refuse. It is in the backup all the same. */
  onBadValue(badValue: BadValue): void;
  /** Is told of a table or column that was made by hand. It is not in the backup. */
  onAddition(name: string): void;
  /** Where the contents of attached files come from. Left out, the backup has none. */
  readFile?: ReadFile | undefined;
  /** Is told of each file that its store does not have. The backup goes on without its content. */
  onMissingFile?(file: AttachedFile): void;
};

/**
 * Writes every row of a database, as it is at one moment, in a form that either engine can be filled from, and then the
 * contents of the files that were attached at that moment. Others read and write meanwhile. It holds a few megabytes of
 * it at a time, and of each file what its row says. `to` is left open.
 *
 * @throws DatabaseError when the database has no tables of ours, or those of a newer Docket, or holds a value that no
 *   backup can hold; and what `readFile` throws
 */
export async function backupDatabase({ to, ...options }: Backup): Promise<BackupContent> {
  const compressor = createZstdCompress(COMPRESSION);
  const written = pipeline(compressor, seal, to, { end: false });
  written.catch(() => undefined); // it is awaited below
  try {
    const content = await writeAll(options, compressor);
    await written;
    return content;
  } catch (error) {
    compressor.destroy(error instanceof Error ? error : undefined);
    await written; // where `to` has failed, that is the reason
    throw error;
  }
}

/** Lets go of the snapshot before the files, for they may take hours. */
async function writeAll(options: Omit<Backup, 'to'>, to: Writable): Promise<BackupContent> {
  const { from, readFile, startProgress, onMissingFile } = options;
  const { end, attached, ...content } = await from.snapshot((db) => writeRows(db, options, to));
  const sources = { from, startProgress, onMissingFile };
  let files: BackupContent['files'];
  async function* rest() {
    if (readFile) files = yield* linesOfFiles(attached, { ...sources, readFile });
    yield toLine({ ...end, ...(files && { files: files.files }) });
  }
  await pipeline(rest, to);
  return { ...content, ...(files && { files }) };
}

type Written = BackupContent & { end: End; attached: AttachedFile[] };

async function writeRows(db: Reader, options: Omit<Backup, 'to'>, to: Writable): Promise<Written> {
  const schema = await lastStep(db);
  const engine = isPostgres(db) ? 'postgresql' : 'sqlite';
  const format = options.readFile ? FORMAT : FORMAT_WITHOUT_FILES;
  const header: Header = { docket_backup: format, schema, engine, created_at: options.at.toISOString() };
  const ours = await tablesAt(schema);
  for (const name of additionsTo(ours, await listTables(db))) options.onAddition(name);
  const attached = options.readFile ? await listFiles(db, ours) : [];
  const tables: TableMove[] = [];
  await pipeline(linesOf(db, { ...options, header, ours, tables }), to, { end: false });
  const end = { tables: tables.length, rows: tables.reduce((sum, { rows }) => sum + rows, 0) };
  return { header, tables, end, attached };
}

type Lines = Pick<Backup, 'startProgress' | 'onBadValue'> & {
  header: Header;
  ours: MovedTable[];
  /** Where it notes what it has written. */
  tables: TableMove[];
};

async function* linesOf(db: Reader, { header, ours, tables, ...options }: Lines): AsyncGenerator<string> {
  yield toLine(header);
  for (const table of ours) {
    const rows = await countRows(db, table.name);
    yield toLine({ table: table.name, columns: table.columns, rows });
    const content = yield* rowsOf(db, table, { ...options, total: rows });
    yield toLine(content);
    tables.push({ table: table.name, ...content });
  }
}

type Rows = Pick<Backup, 'startProgress' | 'onBadValue'> & { total: number };

async function* rowsOf(
  db: Reader,
  table: MovedTable,
  { startProgress, onBadValue, total }: Rows,
): AsyncGenerator<string, TableContent> {
  const digest = new Digest();
  const progress = startProgress({ total, noun: `rows of ${table.name}` });
  try {
    for await (const chunk of readChunks(db, table)) {
      for (const row of chunk.rows) report(badValueIn(table, row), onBadValue);
      digest.add(chunk);
      yield chunk.text;
      progress.advance(chunk.rows.length);
    }
  } finally {
    progress.stop();
  }
  return digest.finish();
}

function report(badValue: BadValue | undefined, onBadValue: Backup['onBadValue']): void {
  if (!badValue) return;
  onBadValue(badValue);
  if (!badValue.isUnwritable) return;
  const { table, row, column, what } = badValue;
  throw new DatabaseError(
    `The row ${row} of the table ${table} cannot be backed up (column ${column} ${what}): mend it with SQL, and try again`,
  );
}
