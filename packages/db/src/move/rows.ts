import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { DatabaseError, isUnavailable, type Reader, type Writer } from '../database.ts';
import { badValueIn, nameOf } from './bad-values.ts';
import type { MovedTable, Row } from './tables.ts';

/** Values in one statement, at most: SQLite takes 32,766, PostgreSQL 65,535. */
const VALUES = 30_000;

/** Rows in one statement, at most. More are no faster. */
const ROWS = 500;

/** Characters that are held at once, roughly: a table may have long texts in it. */
export const CHARACTERS = 4_000_000;

/** `text` is the rows as they are hashed: each a JSON list on a line. */
export type Chunk = { rows: Row[]; text: string };

/** What is in a table: the hash is over all rows in the order of the primary key. */
export type TableContent = { rows: number; sha256: string };

export type OnRows = (rows: number) => void;

/** How many rows of a table go into one statement. */
export function rowsAtOnce({ columns }: Pick<MovedTable, 'columns'>): number {
  return Math.min(ROWS, Math.floor(VALUES / columns.length));
}

/** Counts and hashes the rows of a table. */
export class Digest {
  readonly #hash = createHash('sha256');
  #rows = 0;

  add({ rows, text }: Chunk): void {
    this.#hash.update(text);
    this.#rows += rows.length;
  }

  /** To be asked once, at the end. */
  finish(): TableContent {
    return { rows: this.#rows, sha256: this.#hash.digest('hex') };
  }
}

/** Uses chunk after chunk, and answers with what was in them. */
export async function digestOf(
  chunks: AsyncIterable<Chunk>,
  use: (chunk: Chunk) => Promise<void>,
): Promise<TableContent> {
  const digest = new Digest();
  for await (const chunk of chunks) {
    digest.add(chunk);
    await use(chunk);
  }
  return digest.finish();
}

/** Writes all rows of a table into the table of the same name elsewhere, and answers with what it has read. */
export async function copyTable(
  { from, to, onRows }: { from: Reader; to: Writer; onRows: OnRows },
  table: MovedTable,
): Promise<TableContent> {
  return digestOf(readChunks(from, table), async ({ rows }) => {
    await insertRows(to, table, rows);
    onRows(rows.length);
  });
}

/** Reads all rows of a table. */
export function readTable(
  { from, onRows }: { from: Reader; onRows: OnRows },
  table: MovedTable,
): Promise<TableContent> {
  return digestOf(readChunks(from, table), async ({ rows }) => onRows(rows.length));
}

/** Chunk after chunk in the order of the primary key: first of one row, then of twice as many as long as they are not large. */
export async function* readChunks(db: Reader, table: MovedTable): AsyncGenerator<Chunk> {
  const columns = sql.join(table.columns.map((column) => sql.ref(column)));
  const key = sql.join(table.key.map((column) => sql.ref(column)));
  const most = rowsAtOnce(table);
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

const SAVE = sql`savepoint rows`;
const KEEP = sql`release savepoint rows`;
const UNDO = sql`rollback to savepoint rows`;

/** @throws DatabaseError that names the row, and the column when it is the cause */
export async function insertRows(to: Writer, table: MovedTable, rows: Row[]): Promise<void> {
  try {
    await insertOrUndo(to, table, rows);
  } catch (error) {
    if (isUnavailable(error) || !(error instanceof Error)) throw error;
    const row = await findRefused(to, table, rows);
    const badValue = badValueIn(table, row);
    const reason = badValue ? `, column ${badValue.column}: ${badValue.what}` : `: ${error.message}`;
    throw new DatabaseError(
      `A row of the table ${table.name} cannot be written (${nameOf(table, row)}${reason}): nothing was changed`,
    );
  }
}

/** PostgreSQL gives a transaction up when a statement fails, unless it can go back to a savepoint. */
async function insertOrUndo(to: Writer, { name }: MovedTable, rows: Row[]): Promise<void> {
  await SAVE.execute(to);
  try {
    await to.withTables<Record<string, Row>>().insertInto(name).values(rows).execute();
  } catch (error) {
    await UNDO.execute(to).catch(() => undefined); // a full disk, or a lost connection, has undone everything
    throw error;
  }
  await KEEP.execute(to);
}

/** The first row with which an insert fails: a value may be refused, or another row may have the same key. */
async function findRefused(to: Writer, table: MovedTable, rows: Row[]): Promise<Row> {
  let [taken, refused] = [0, rows.length];
  while (refused - taken > 1) {
    const middle = Math.floor((taken + refused) / 2);
    if (await isTaken(to, table, rows.slice(0, middle))) taken = middle;
    else refused = middle;
  }
  return rows[taken] ?? {};
}

async function isTaken(to: Writer, { name }: MovedTable, rows: Row[]): Promise<boolean> {
  try {
    await to.withTables<Record<string, Row>>().insertInto(name).values(rows).execute();
    return true;
  } catch (error) {
    if (isUnavailable(error)) throw error;
    return false;
  } finally {
    await UNDO.execute(to);
  }
}
