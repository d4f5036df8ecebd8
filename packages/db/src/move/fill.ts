import { sql } from 'kysely';
import { DatabaseError, type Reader, type Writer } from '../database.ts';
import { renameLog } from '../log-id.ts';
import { migrateInside } from '../migrate.ts';
import { hasIndex, setAllDue } from '../search/due.ts';
import { readTable, type TableContent } from './rows.ts';
import { continueNumbering, findDangling, listTables, type MovedTable, withReferencesDeferred } from './tables.ts';

/** Says which log of events this is. */
const LOG = 'log';

/** The tables in which steps of the migration make rows, each before those that it refers to. */
const FILLED_BY_STEPS = ['counter', 'issue_counter', 'log_reader', 'project_key', 'project', LOG];

export type TableMove = TableContent & { table: string };

/** What was written into a table. */
export type Filled = MovedTable & TableContent;

/** Shows how far something has come: `total` of what `noun` says. */
export type StartProgress = (what: { total: number; noun: string }) => { advance(steps: number): void; stop(): void };

type Target = {
  target: Writer;
  /** The step whose tables are to be filled; the last one when left out. */
  step?: string;
  startProgress: StartProgress;
};

/**
 * Fills an empty database inside its transaction: makes the tables, lets `writeAll` write the rows, reads all of them
 * back and compares them with what `writeAll` says that it wrote. The log of events is another one then.
 *
 * @throws DatabaseError when the target holds data, or a row refers to nothing, or reads differently; roll back then
 */
export async function fillDatabase(
  { target, step, startProgress }: Target,
  writeAll: (tables: MovedTable[]) => Promise<Filled[]>,
): Promise<TableMove[]> {
  await refuseData(target);
  await migrateInside(target, step);
  const tables = await listTables(target);
  for (const name of FILLED_BY_STEPS) {
    if (tables.some((table) => table.name === name)) await sql`delete from ${sql.table(name)}`.execute(target);
  }
  const filled = await withReferencesDeferred(target, () => writeAll(tables));
  const dangling = await findDangling(target);
  if (dangling) throw new DatabaseError(`The table ${dangling} names rows that are not there: nothing was changed`);
  await continueNumbering(target);
  await compareAll({ target, startProgress }, filled);
  if (tables.some(({ name }) => name === LOG)) await renameLog(target); // a backup may be older than that
  if (await hasIndex(target)) await setAllDue(target); // a later step sets it as well
  return filled.map(({ name, rows, sha256 }) => ({ table: name, rows, sha256 }));
}

async function refuseData(target: Writer): Promise<void> {
  for (const { name } of await listTables(target)) {
    if (FILLED_BY_STEPS.includes(name) || (await countRows(target, name, 1)) === 0) continue;
    throw new DatabaseError(`The target has data already (in the table ${name}): name an empty database`);
  }
}

/** What the target hands out is compared with what was written: nothing else shows that an engine kept it all. */
async function compareAll({ target, startProgress }: Pick<Target, 'target' | 'startProgress'>, filled: Filled[]) {
  const total = filled.reduce((sum, { rows }) => sum + rows, 0);
  const progress = startProgress({ total, noun: 'rows read back' });
  try {
    for (const table of filled) {
      const { rows, sha256 } = await readTable({ from: target, onRows: progress.advance }, table);
      if (rows === table.rows && sha256 === table.sha256) continue;
      const fault = rows === table.rows ? 'other content than the source' : `${rows} rows, the source ${table.rows}`;
      throw new DatabaseError(`The table ${table.name} of the target has ${fault}: nothing was changed`);
    }
  } finally {
    progress.stop();
  }
}

/** How many rows a table has; with `most`, it does not count further than that. */
export async function countRows(db: Reader, table: string, most?: number): Promise<number> {
  const rows = sql`select 1 from ${sql.table(table)} ${most ? sql`limit ${most}` : sql``}`;
  const { rows: counts } = await sql<{ count: number }>`select count(*) as count from (${rows}) found`.execute(db);
  return counts[0]?.count ?? 0;
}
