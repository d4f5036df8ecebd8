import { type Insertable, type Kysely, sql } from 'kysely';
import type { Writer } from './database.ts';
import { type Bind, type Bound, compilable, prepared } from './prepared.ts';
import type { Tables } from './tables.ts';

/** Rows in one statement, at most. More are no faster, and the text of a statement grows with them. */
const MOST_ROWS = 64;

/** A value of a column that no statement computes. */
type Cell = string | number | null;

/** A row of values. */
export type NewRow<Table extends keyof Tables> = Insertable<Tables[Table]> & {
  [Column in keyof Insertable<Tables[Table]>]: Cell;
};

type Insert = (db: Writer, given: { cells: Cell[] }) => Promise<unknown[]>;

/** By their columns. */
const inserts = new Map<string, Insert>();

/**
 * Writes many rows of a table, all with the same columns, in the order in which they are given and in few statements.
 * A query builder takes longer to put such a statement together than an engine to run it, so each is built once.
 */
export async function insertAllInto<Table extends keyof Tables>(
  db: Pick<Kysely<Tables>, 'insertInto' | 'getExecutor'>,
  table: Table,
  rows: readonly NewRow<Table>[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first);
  const insert = insertFor(table, columns);
  for (let at = 0; at < rows.length; ) {
    // By powers of two, so that there are few statements to build and to prepare.
    const size = Math.min(MOST_ROWS, 2 ** Math.floor(Math.log2(rows.length - at)));
    const cells = rows.slice(at, at + size).flatMap((row) => columns.map((column) => (row as Cells)[column] ?? null));
    await insert(db as Writer, { cells }); // it writes, and nothing else
    at += size;
  }
}

type Cells = Record<string, Cell>;

function insertFor(table: string, columns: string[]): Insert {
  const key = `${table} ${columns.join(' ')}`;
  const insert = inserts.get(key) ?? makeInsert(table, columns);
  inserts.set(key, insert);
  return insert;
}

function makeInsert(table: string, columns: string[]): Insert {
  const names = sql.join(columns.map((column) => sql.ref(column)));
  return prepared((db: Writer, { cells }: Bound<{ cells: Cell[] }>) =>
    compilable(db, sql`insert into ${sql.table(table)} (${names}) values ${sql.join(inRows(cells, columns.length))}`),
  );
}

function inRows(cells: readonly Bind<Cell>[], width: number) {
  return Array.from(
    { length: cells.length / width },
    (_, row) => sql`(${sql.join(cells.slice(row * width, (row + 1) * width))})`,
  );
}
