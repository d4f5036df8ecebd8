import { DatabaseError } from '../database.ts';
import { isKnownStep } from '../migrate.ts';
import type { StartProgress, TableMove } from '../move/fill.ts';
import { CHARACTERS, type Chunk, Digest, digestOf, rowsAtOnce } from '../move/rows.ts';
import type { MovedTable } from '../move/tables.ts';
import { damaged, foreign, unseal } from './container.ts';
import {
  type BackupContent,
  type End,
  FORMAT,
  type Header,
  hasShape,
  isRow,
  type TableEnd,
  type TableHead,
} from './format.ts';
import { linesIn } from './lines.ts';
import { tablesAt } from './schema.ts';

/** Where a backup comes from: its bytes, from the first one, and its name for messages. */
export type Source = { name: string; open(): AsyncIterable<Buffer> };

/** A table of a backup. `chunks` are to be read before the next table, and throw when it is not whole. */
export type TablePart = { table: MovedTable; total: number; chunks: AsyncIterable<Chunk> };

export type BackupReader = { header: Header; tables: AsyncIterable<TablePart> };

/**
 * Lets `work` read a backup, at constant memory, and checks all that is read. `work` must read all tables and all their
 * chunks: only then is anything of it known to be right.
 *
 * @throws DatabaseError when it is none, is damaged, or was made by a newer Docket; `tables` and `chunks` throw it, too
 */
export async function readBackup<T>({ name, open }: Source, work: (backup: BackupReader) => Promise<T>): Promise<T> {
  const lines = oneByOne(linesIn(unseal(open(), name), name));
  const reading = { name, isWhole: false };
  try {
    const header = headerIn(await next(lines, name), name);
    const result = await work({ header, tables: tablesIn(lines, reading, await tablesAt(header.schema)) });
    if (!reading.isWhole) throw new Error(`${name} was not read to its end`);
    return result;
  } finally {
    await lines.return();
  }
}

/** Reads a whole backup, and answers with what is in it. */
export function checkBackup(source: Source, startProgress: StartProgress): Promise<BackupContent> {
  return readBackup(source, async ({ header, tables }) => {
    const found: TableMove[] = [];
    for await (const part of tables) found.push(await checkTable(part, startProgress));
    return { header, tables: found };
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

type Lines = AsyncGenerator<string, void>;

async function* oneByOne(batches: AsyncIterable<string[]>): Lines {
  for await (const batch of batches) yield* batch;
}

async function next(lines: Lines, name: string): Promise<string> {
  const { value, done } = await lines.next();
  if (done) throw damaged(name, 'its end is missing');
  return value;
}

function headerIn(line: string, name: string): Header {
  const header = parse(line);
  if (!hasShape<Header>(header, { docket_backup: 'number' })) throw foreign(name);
  const newer = (what: string) =>
    new DatabaseError(`${name} was made by a newer Docket (this one does not know ${what}): restore it with that one`);
  if (header.docket_backup !== FORMAT) throw newer(`the format ${header.docket_backup}`);
  if (!hasShape<Header>(header, { schema: 'string', engine: 'string', created_at: 'string' })) throw foreign(name);
  if (!isKnownStep(header.schema)) throw newer(`the migration ${header.schema}`);
  return header;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

type Reading = { name: string; isWhole: boolean };

async function* tablesIn(lines: Lines, reading: Reading, expected: MovedTable[]): AsyncGenerator<TablePart> {
  const { name } = reading;
  const missing = new Map(expected.map((table) => [table.name, table]));
  let rows = 0;
  let line = parse(await next(lines, name));
  for (; isHead(line); line = parse(await next(lines, name))) {
    const table = tableOf(line, missing.get(line.table));
    if (!table) throw damaged(name, `its table ${line.table} is not one that the migrations make`);
    missing.delete(table.name);
    rows += line.rows;
    yield { table, total: line.rows, chunks: chunksIn(lines, { name, table, total: line.rows }) };
  }
  const isAll = missing.size === 0 && isEnd(line, { tables: expected.length, rows });
  if (!isAll || !(await lines.next()).done) throw damaged(name, 'its end is wrong');
  reading.isWhole = true;
}

function isHead(line: unknown): line is TableHead {
  return hasShape<TableHead>(line, { table: 'string', columns: 'strings', rows: 'number' });
}

function isEnd(line: unknown, { tables, rows }: End): boolean {
  return hasShape<End>(line, { tables: 'number', rows: 'number' }) && line.tables === tables && line.rows === rows;
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
    const line = await next(lines, name);
    begun.push(line);
    length += line.length;
    left -= 1;
    if (left > 0 && begun.length < most && length < CHARACTERS) continue;
    const chunk = { rows: begun.map((row) => rowIn(row, { name, table, total })), text: `${begun.join('\n')}\n` };
    digest.add(chunk);
    yield chunk;
    [begun, length] = [[], 0];
  }
  const end = parse(await next(lines, name));
  const content = digest.finish();
  const isRight = hasShape<TableEnd>(end, { rows: 'number', sha256: 'string' });
  if (!isRight || end.rows !== content.rows || end.sha256 !== content.sha256) {
    throw damaged(name, `the checksum of the table ${table.name} is wrong`);
  }
}

function rowIn(line: string, { name, table }: Rows): Chunk['rows'][number] {
  const values = parse(line);
  if (!isRow(values, table.columns)) throw damaged(name, `a row of the table ${table.name} is none`);
  return Object.fromEntries(table.columns.map((column, at) => [column, values[at]]));
}
