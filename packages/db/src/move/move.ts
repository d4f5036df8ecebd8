import { type Database, DatabaseError, type Reader, type Writer } from '../database.ts';
import { assertMigrated } from '../migrate.ts';
import { countRows, type Filled, fillDatabase, type StartProgress, type TableMove } from './fill.ts';
import { copyTable } from './rows.ts';
import { identityOf, listTables, type MovedTable } from './tables.ts';

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
    return to.write(
      (target) =>
        fillDatabase({ target, startProgress }, (tables) => copyAll({ source, target, startProgress }, tables)),
      { isLong: true },
    );
  });
}

async function refuseSame(from: Database, to: Database): Promise<void> {
  const [source, target] = await Promise.all([identityOf(from.read), identityOf(to.read)]);
  refuseMemory(target);
  if (source === target) throw new DatabaseError('Source and target are the same database: name another target');
}

/** What is in the memory of a command ends with it. */
export function refuseMemory(identity: string): void {
  if (identity === '') throw new DatabaseError('sqlite::memory: is gone when the command ends: name a file');
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

type Handles = { source: Reader; target: Writer; startProgress: StartProgress };

async function copyAll({ source, target, startProgress }: Handles, theirs: MovedTable[]): Promise<Filled[]> {
  const tables = await listTables(source);
  refuseOtherTables(tables, theirs);
  const moved: Filled[] = [];
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
