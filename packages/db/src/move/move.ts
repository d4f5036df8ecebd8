import { sql } from 'kysely';
import { type Database, DatabaseError, type Reader, type Writer } from '../database.ts';
import { assertMigrated, migrateUpInside } from '../migrate.ts';
import { copyTable, readTable, type TableContent } from './rows.ts';
import {
  continueNumbering,
  findDangling,
  identityOf,
  listTables,
  type MovedTable,
  withReferencesDeferred,
} from './tables.ts';

/** The tables in which steps of the migration make rows. */
const FILLED_BY_STEPS = ['counter'];

export type TableMove = TableContent & { table: string };

/** Shows how far something has come: `total` of what `noun` says. */
type StartProgress = (what: { total: number; noun: string }) => { advance(steps: number): void; stop(): void };

export type Move = { from: Database; to: Database; startProgress: StartProgress };

/**
 * Copies every row of one database, as it is at one moment, into another, on whichever engines the
 * two are, and answers with the tables in the order of their names. The source is only read. The
 * target must be empty; it gets its tables here, when it has none. All is written in one
 * transaction, and read back before its commit: after an error, or a crash, the target is as it
 * was before, and nobody ever sees a part of it.
 *
 * A move of a gigabyte needs as much again for the log of the target, until it is committed.
 *
 * @throws DatabaseError when source and target are the same, or the source is not of this Docket's version,
 *   or the target holds data, or a row cannot be written or reads differently afterwards
 */
export async function moveDatabase({ from, to, startProgress }: Move): Promise<TableMove[]> {
  await refuseSame(from, to);
  return from.snapshot(async (source) => {
    await assertMigrated({ read: source });
    return to.write((target) => moveAll({ source, target, startProgress }), { isLong: true });
  });
}

async function refuseSame(from: Database, to: Database): Promise<void> {
  const [source, target] = await Promise.all([identityOf(from.read), identityOf(to.read)]);
  if (target === '') throw new DatabaseError('sqlite::memory: is gone when the command ends: name a file');
  if (source === target) throw new DatabaseError('Source and target are the same database: name another target');
}

type Handles = { source: Reader; target: Writer; startProgress: StartProgress };

async function moveAll({ source, target, startProgress }: Handles): Promise<TableMove[]> {
  await refuseData(target);
  await migrateUpInside(target);
  for (const table of FILLED_BY_STEPS) await sql`delete from ${sql.table(table)}`.execute(target);
  const tables = await listTables(source);
  refuseOtherTables(tables, await listTables(target));
  const moved = await withReferencesDeferred(target, () => copyAll({ source, target, startProgress }, tables));
  const dangling = await findDangling(target);
  if (dangling) throw new DatabaseError(`The table ${dangling} names rows that are not there: nothing was moved`);
  await continueNumbering(target);
  await compareAll({ target, startProgress }, moved);
  return moved.map(({ name, rows, sha256 }) => ({ table: name, rows, sha256 }));
}

async function refuseData(target: Writer): Promise<void> {
  for (const { name } of await listTables(target)) {
    if (FILLED_BY_STEPS.includes(name) || (await countRows(target, name, 1)) === 0) continue;
    throw new DatabaseError(`The target has data already (in the table ${name}): name an empty database`);
  }
}

/** Both have the same steps, so only a table that was made by hand can differ. */
function refuseOtherTables(ours: MovedTable[], theirs: MovedTable[]): void {
  const describe = ({ name, columns }: MovedTable) => `${name} (${columns.toSorted().join(', ')})`;
  const known = new Set(theirs.map(describe));
  const other = ours.find((table) => !known.has(describe(table)));
  if (other) throw new DatabaseError(`The target lacks the table ${describe(other)}: no step of ours makes it`);
  const keyless = ours.find(({ key }) => key.length === 0);
  if (keyless) throw new DatabaseError(`The table ${keyless.name} has no primary key, so it cannot be moved`);
}

type Moved = MovedTable & TableContent;

async function copyAll({ source, target, startProgress }: Handles, tables: MovedTable[]): Promise<Moved[]> {
  const moved: Moved[] = [];
  for (const table of tables) {
    const progress = startProgress({ total: await countRows(source, table.name), noun: `rows of ${table.name}` });
    try {
      const content = await copyTable({ from: source, to: target, onRows: progress.advance }, table);
      moved.push({ ...table, ...content });
    } finally {
      progress.stop();
    }
  }
  return moved;
}

/** What the target hands out is compared with what the source did: nothing else shows that an engine kept it all. */
async function compareAll({ target, startProgress }: Omit<Handles, 'source'>, moved: Moved[]): Promise<void> {
  const total = moved.reduce((sum, { rows }) => sum + rows, 0);
  const progress = startProgress({ total, noun: 'rows read back' });
  try {
    for (const table of moved) {
      const { rows, sha256 } = await readTable({ from: target, onRows: progress.advance }, table);
      if (rows === table.rows && sha256 === table.sha256) continue;
      const fault = rows === table.rows ? 'other content than the source' : `${rows} rows, the source ${table.rows}`;
      throw new DatabaseError(`The table ${table.name} of the target has ${fault}: nothing was moved`);
    }
  } finally {
    progress.stop();
  }
}

/** How many rows a table has; with `most`, it does not count further than that. */
async function countRows(db: Reader, table: string, most?: number): Promise<number> {
  const rows = sql`select 1 from ${sql.table(table)} ${most ? sql`limit ${most}` : sql``}`;
  const { rows: counts } = await sql<{ count: number }>`select count(*) as count from (${rows}) found`.execute(db);
  return counts[0]?.count ?? 0;
}
