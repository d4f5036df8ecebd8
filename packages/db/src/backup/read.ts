import { DatabaseError } from '../database.ts';
import { isKnownStep } from '../migrate.ts';
import type { StartProgress, TableMove } from '../move/fill.ts';
import { CHARACTERS, type Chunk, Digest, digestOf, rowsAtOnce } from '../move/rows.ts';
import type { MovedTable } from '../move/tables.ts';
import { damaged, foreign, unseal } from './container.ts';
import {
  type BackupContent,
  type FilesContent,
  FORMAT,
  FORMAT_WITHOUT_FILES,
  type Header,
  hasShape,
  isRow,
  type TableEnd,
  type TableHead,
} from './format.ts';
import { type Lines, linesIn, nextLine, oneByOne, parseLine } from './lines.ts';
import { eachFile, type FilePart, filesIn, noFiles, type Reading } from './read-files.ts';
import { tablesAt } from './schema.ts';

/** Where a backup comes from: its bytes, from the first one, and its name for messages. */
export type Source = { name: string; open(): AsyncIterable<Buffer> };

/** A table of a backup. `chunks` are to be read before the next table, and throw when it is not whole. */
export type TablePart = { table: MovedTable; total: number; chunks: AsyncIterable<Chunk> };

export type BackupReader = {
  header: Header;
  tables: AsyncIterable<TablePart>;
  /** To be read after the tables. */
  files: AsyncIterable<FilePart>;
  /** What the files were, once they were read; undefined where the backup was made without them. */
  filesContent: FilesContent | undefined;
};

/**
 * Lets `work` read a backup, at constant memory, and checks all that is read. `work` must read all tables and all their
 * chunks, and then all files: only then is anything of it known to be right.
 *
 * @throws DatabaseError when it is none, is damaged, or was made by a newer Docket; `tables`, `chunks` and `files` throw it, too
 */
export async function readBackup<T>({ name, open }: Source, work: (backup: BackupReader) => Promise<T>): Promise<T> {
  const lines = oneByOne(linesIn(unseal(open(), name), name));
  const reading: Reading = { name, isWhole: false, line: undefined, sums: { tables: 0, rows: 0 } };
  try {
    const header = headerIn(await nextLine(lines, name), name);
    const filesContent = header.docket_backup === FORMAT ? noFiles() : undefined;
    const tables = tablesIn(lines, reading, await tablesAt(header.schema));
    const result = await work({ header, tables, files: filesIn(lines, reading, filesContent), filesContent });
    if (!reading.isWhole) throw new Error(`${name} was not read to its end`);
    return result;
  } finally {
    await lines.return();
  }
}

/** Reads a whole backup, and answers with what is in it. */
export function checkBackup(source: Source, startProgress: StartProgress): Promise<BackupContent> {
  return readBackup(source, async ({ header, tables, files, filesContent }) => {
    const found: TableMove[] = [];
    for await (const part of tables) found.push(await checkTable(part, startProgress));
    await eachFile(files, { startProgress, noun: 'attached files checked' });
    return { header, tables: found, ...(filesContent && { files: filesContent }) };
  });
}

async function checkTable({ table, total, chunks }: TablePart, startProgress: StartProgress): Promise<TableMove> {
  const progress = startProgress({ total, noun: `rows of ${table.name} checked` });
  try {
    const content = await digestOf(chunks, async ({ rows }) => progress.advance(rows.length));
    return { table: table.name, ...content };
  } finally {
    progress.stop();
  }
}

function headerIn(line: string, name: string): Header {
  const header = parseLine(line);
  if (!hasShape<Header>(header, { docket_backup: 'number' })) throw foreign(name);
  const newer = (what: string) =>
    new DatabaseError(`${name} was made by a newer Docket (this one does not know ${what}): restore it with that one`);
  const isKnown = header.docket_backup === FORMAT || header.docket_backup === FORMAT_WITHOUT_FILES;
  if (!isKnown) throw newer(`the format ${header.docket_backup}`);
  if (!hasShape<Header>(header, { schema: 'string', engine: 'string', created_at: 'string' })) throw foreign(name);
  if (!isKnownStep(header.schema)) throw newer(`the migration ${header.schema}`);
  return header;
}

async function* tablesIn(lines: Lines, reading: Reading, expected: MovedTable[]): AsyncGenerator<TablePart> {
  const { name } = reading;
  const missing = new Map(expected.map((table) => [table.name, table]));
  let rows = 0;
  let line = parseLine(await nextLine(lines, name));
  for (; isHead(line); line = parseLine(await nextLine(lines, name))) {
    const table = tableOf(line, missing.get(line.table));
    if (!table) throw damaged(name, `its table ${line.table} is not one that the migrations make`);
    missing.delete(table.name);
    rows += line.rows;
    yield { table, total: line.rows, chunks: chunksIn(lines, { name, table, total: line.rows }) };
  }
  if (missing.size > 0) throw damaged(name, 'its end is wrong');
  reading.line = line;
  reading.sums = { tables: expected.length, rows };
}

function isHead(line: unknown): line is TableHead {
  return hasShape<TableHead>(line, { table: 'string', columns: 'strings', rows: 'number' });
}

/** With its columns in the order in which the backup has them, for the hash is over that. */
function tableOf({ columns }: TableHead, ours: MovedTable | undefined): MovedTable | undefined {
  if (!ours || columns.toSorted().join() !== ours.columns.toSorted().join()) return undefined;
  return { ...ours, columns, kinds: columns.map((column) => ours.kinds[ours.columns.indexOf(column)] ?? 'text') };
}

type Rows = { name: string; table: MovedTable; total: number };

async function* chunksIn(lines: Lines, { name, table, total }: Rows): AsyncGenerator<Chunk> {
  const digest = new Digest();
  const most = rowsAtOnce(table);
  let [left, begun, length] = [total, [] as string[], 0];
  while (left > 0) {
    const line = await nextLine(lines, name);
    begun.push(line);
    length += line.length;
    left -= 1;
    if (left > 0 && begun.length < most && length < CHARACTERS) continue;
    const chunk = { rows: begun.map((row) => rowIn(row, { name, table, total })), text: `${begun.join('\n')}\n` };
    digest.add(chunk);
    yield chunk;
    [begun, length] = [[], 0];
  }
  const end = parseLine(await nextLine(lines, name));
  const content = digest.finish();
  const isRight = hasShape<TableEnd>(end, { rows: 'number', sha256: 'string' });
  if (!isRight || end.rows !== content.rows || end.sha256 !== content.sha256) {
    throw damaged(name, `the checksum of the table ${table.name} is wrong`);
  }
}

function rowIn(line: string, { name, table }: Rows): Chunk['rows'][number] {
  const values = parseLine(line);
  if (!isRow(values, table.columns)) throw damaged(name, `a row of the table ${table.name} is none`);
  return Object.fromEntries(table.columns.map((column, at) => [column, values[at]]));
}
