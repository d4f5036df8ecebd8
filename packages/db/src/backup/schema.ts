// Which tables are ours, whatever else there is in a database: those that the steps make.

import { sql } from 'kysely';
import { DatabaseError, type Reader } from '../database.ts';
import { migrateInside } from '../migrate.ts';
import { listTables, type MovedTable } from '../move/tables.ts';
import { MEMORY } from '../sqlite/connection.ts';
import { openSqlite } from '../sqlite/sqlite.ts';

const LONG = { isLong: true };

/** The tables that there are after a step, each after those that it refers to. */
export async function tablesAt(step: string): Promise<MovedTable[]> {
  const memory = openSqlite(MEMORY);
  try {
    return await memory.write(async (db) => {
      await migrateInside(db, step);
      return inOrderOfReferences(await listTables(db), await listReferences(db));
    }, LONG);
  } finally {
    await memory.close();
  }
}

type Reference = { table: string; target: string };

async function listReferences(db: Reader): Promise<Reference[]> {
  const { rows } = await sql<Reference>`
    select t.name as "table", r."table" as target from pragma_table_list t join pragma_foreign_key_list(t.name) r
    order by t.name, r."table"
  `.execute(db);
  return rows;
}

/** Those that refer to each other stand in the order of their names. */
function inOrderOfReferences(tables: MovedTable[], references: Reference[]): MovedTable[] {
  const targets = Map.groupBy(references, ({ table }) => table);
  const seen = new Set<string>();
  const ordered: string[] = [];
  function place(name: string): void {
    if (seen.has(name)) return;
    seen.add(name);
    for (const { target } of targets.get(name) ?? []) place(target);
    ordered.push(name);
  }
  for (const { name } of tables) place(name);
  const known = new Map(tables.map((table) => [table.name, table]));
  return ordered.flatMap((name) => known.get(name) ?? []);
}

/**
 * What somebody has added to the tables of a database by hand, such as `notes` or `user.notes`.
 *
 * @throws DatabaseError when a table or a column of ours is missing
 */
export function additionsTo(ours: MovedTable[], theirs: MovedTable[]): string[] {
  const [own, found] = [namesIn(ours), namesIn(theirs)];
  const missing = [...own].find((name) => !found.has(name));
  if (missing) throw new DatabaseError(`The database lacks ${missing}, which a step of ours made: restore a backup`);
  const added = [...found].filter((name) => !own.has(name));
  return added.filter((name) => !name.includes('.') || !added.includes(name.split('.', 1).join()));
}

function namesIn(tables: MovedTable[]): Set<string> {
  return new Set(tables.flatMap(({ name, columns }) => [name, ...columns.map((column) => `${name}.${column}`)]));
}
