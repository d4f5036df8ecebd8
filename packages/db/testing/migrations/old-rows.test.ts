import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Writer } from '../../src/database.ts';
import { migrateDown } from '../../src/migrate.ts';
import { migrations } from '../../src/migrations/index.ts';
import { listTables } from '../../src/move/tables.ts';
import { migrateTo, openEmpty, type Row, stepRows } from './step-rows.ts';

test('each step keeps the rows that it finds in every table, and fills what it adds to them; each can be taken back', async () => {
  const database = await openEmpty();
  const steps = Object.keys(migrations);
  for (const step of steps) {
    await database.write(async (db) => {
      const { fills = {}, rows = [], replaces = [] } = stepRows[step] ?? {};
      const found = await readTables(db);
      const before = Object.fromEntries(Object.entries(found).filter(([table]) => !replaces.includes(table)));
      const empty = Object.keys(before).filter((table) => before[table]?.length === 0);
      expect(empty, `tables that have no "rows" before ${step}`).toEqual([]);
      await migrateTo(db, step);
      const after = await readTables(db);
      expect(after, step).toMatchObject(before);
      expect(addedColumns(before, after), `"fills" of ${step}`).toEqual(fills);
      for (const row of rows) await row.execute(db);
    });
  }
  for (const step of steps.toReversed()) expect(await migrateDown(database)).toEqual([step]);
});

/** All rows of our tables but the index of words, in the order of their keys. */
async function readTables(db: Writer): Promise<Record<string, Row[]>> {
  const tables: Record<string, Row[]> = {};
  for (const { name } of await listTables(db)) {
    const { rows } = await sql<Row>`select * from ${sql.table(name)} order by 1`.execute(db);
    tables[name] = rows;
  }
  return tables;
}

/** The columns that old rows had not before, by table. */
function addedColumns(before: Record<string, Row[]>, after: Record<string, Row[]>): Record<string, Row[]> {
  const added = Object.entries(before).map(([table, old]) => {
    const rows = (after[table] ?? []).map((row) =>
      Object.fromEntries(Object.entries(row).filter(([column]) => !(column in (old[0] ?? {})))),
    );
    return [table, rows] as const;
  });
  return Object.fromEntries(added.filter(([, rows]) => rows.some((row) => Object.keys(row).length > 0)));
}
