import { sql } from 'kysely';
import type { Database, Writer } from '../../packages/db/src/database.ts';
import { isPostgres } from '../../packages/db/src/engine.ts';
import { listTables } from '../../packages/db/src/move/tables.ts';
import { renewWords } from './issue-words.ts';

export type Rows = { table: string; columns: string[]; rows: Record<string, unknown>[] }[];

/** Writes these rows in place of what there is, unless nothing was committed since it did so last. */
export function restorer(database: Database, rows: Rows, markThen?: number): () => Promise<void> {
  let mark = markThen;
  return async () => {
    if (mark === database.changeMark()) return;
    await writeRows(database, rows);
    mark = database.changeMark();
  };
}

/** All rows of all tables. */
export async function readRows({ read }: Database): Promise<Rows> {
  const found: Rows = [];
  for (const { name: table, columns } of await listTables(read)) {
    const all = sql.join(columns.map((column) => sql.ref(column)));
    const { rows } = await sql<Record<string, unknown>>`select ${all} from ${sql.table(table)}`.execute(read);
    found.push({ table, columns, rows });
  }
  return found;
}

/** Whatever else is in the database goes. */
export async function writeRows(database: Database, tables: Rows): Promise<void> {
  const deletions = tables.map(({ table }) => sql`delete from ${sql.table(table)}`);
  const insertions = tables.flatMap(({ table, columns, rows }) => {
    const values = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`);
    const names = sql.join(columns.map((column) => sql.ref(column)));
    return rows.length > 0 ? sql`insert into ${sql.table(table)} (${names}) values ${sql.join(values)}` : [];
  });
  await database.write(async (db) => {
    await inAnyOrder(db, deletions);
    await inAnyOrder(db, insertions);
    if (isPostgres(db)) await NUMBER_ON.execute(db);
    await renewWords(db);
  });
}

/** Rows refer to each other, which is checked when all of it is done. */
async function inAnyOrder(db: Writer, statements: ReturnType<typeof sql>[]): Promise<void> {
  if (isPostgres(db)) {
    const parts = statements.map((statement, at) => sql`${sql.ref(`part${at}`)} as (${statement})`);
    await sql`with ${sql.join(parts)} select`.execute(db);
    return;
  }
  await sql`pragma defer_foreign_keys = on`.execute(db); // until the end of the transaction
  for (const statement of statements) await statement.execute(db);
}

/** SQLite does so by itself. */
const NUMBER_ON = sql`
  select setval(pg_get_serial_sequence('event', 'position'), coalesce(max(position), 0) + 1, false) from event`;
