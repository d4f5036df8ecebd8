import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { DatabaseError, isUnavailable, type Reader, type Writer } from '../database.ts';
import type { MovedTable } from './tables.ts';

/** Values in one statement, at most: SQLite takes 32,766, PostgreSQL 65,535. */
const VALUES = 30_000;

/** Rows in one statement, at most. More are no faster. */
const ROWS = 500;

/** Characters that are held at once, roughly: a table may have long texts in it. */
const CHARACTERS = 4_000_000;

type Row = Record<string, unknown>;

/** `text` is the rows as they are hashed. */
type Chunk = { rows: Row[]; text: string };

/** What is in a table: the hash is over all rows in the order of the primary key. */
export type TableContent = { rows: number; sha256: string };

export type OnRows = (rows: number) => void;

/** Writes all rows of a table into the table of the same name elsewhere, and answers with what it has read. */
export async function copyTable(
  { from, to, onRows }: { from: Reader; to: Writer; onRows: OnRows },
  table: MovedTable,
): Promise<TableContent> {
  return digest(readChunks(from, table), async ({ rows }) => {
    await insert(to, table, rows);
    onRows(rows.length);
  });
}

/** Reads all rows of a table. */
export function readTable(
  { from, onRows }: { from: Reader; onRows: OnRows },
  table: MovedTable,
): Promise<TableContent> {
  return digest(readChunks(from, table), async ({ rows }) => onRows(rows.length));
}

async function digest(chunks: AsyncIterable<Chunk>, use: (chunk: Chunk) => Promise<void>): Promise<TableContent> {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const chunk of chunks) {
    hash.update(chunk.text);
    rows += chunk.rows.length;
    await use(chunk);
  }
  return { rows, sha256: hash.digest('hex') };
}

/** Chunk after chunk in the order of the primary key: first of one row, then of twice as many as long as they are not large. */
async function* readChunks(db: Reader, table: MovedTable): AsyncGenerator<Chunk> {
  const columns = sql.join(table.columns.map((column) => sql.ref(column)));
  const key = sql.join(table.key.map((column) => sql.ref(column)));
  const most = Math.min(ROWS, Math.floor(VALUES / table.columns.length));
  let after = sql``;
  for (let size = 1; ; ) {
    const { rows } = await sql<Row>`
      select ${columns} from ${sql.table(table.name)} ${after} order by ${key} limit ${size}
    `.execute(db);
    const last = rows.at(-1);
    if (!last) return;
    const text = rows.map((row) => JSON.stringify(table.columns.map((column) => row[column]))).join('\n');
    yield { rows, text: `${text}\n` };
    if (rows.length < size) return;
    after = sql`where (${key}) > (${sql.join(table.key.map((column) => last[column]))})`;
    size = text.length > CHARACTERS ? Math.ceil(size / 2) : Math.min(most, size * 2);
  }
}

async function insert(to: Writer, { name }: MovedTable, rows: Row[]): Promise<void> {
  try {
    await to.withTables<Record<string, Row>>().insertInto(name).values(rows).execute();
  } catch (error) {
    if (isUnavailable(error) || !(error instanceof Error)) throw error;
    throw new DatabaseError(`A row of the table ${name} cannot be written (${error.message}): nothing was moved`);
  }
}
