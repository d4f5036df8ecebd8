import type { Database } from '../database.ts';
import { isPostgres } from '../engine.ts';
import { lastStep } from '../migrate.ts';
import { type BadValue, badValueIn } from '../move/bad-values.ts';
import { readChunks } from '../move/rows.ts';
import { listTables } from '../move/tables.ts';
import { additionsTo, tablesAt } from './schema.ts';

type Unmovable = {
  /** Values that the other engine, or a backup, would not take. */
  badValues: BadValue[];
  /** Tables and columns that were made by hand: no backup has them. */
  additions: string[];
};

/**
 * Looks for what could not be moved to the other engine or restored there, in every row, and stops when it has found so
 * many.
 *
 * @throws DatabaseError when the database has no tables of ours, or lacks one
 */
export function findUnmovable({ snapshot }: Pick<Database, 'snapshot'>, most: number): Promise<Unmovable> {
  return snapshot(async (db) => {
    const ours = await tablesAt(await lastStep(db));
    const badValues: BadValue[] = [];
    const additions = additionsTo(ours, await listTables(db));
    if (isPostgres(db)) return { badValues, additions }; // it takes no such value itself
    for (const table of ours) {
      for await (const { rows } of readChunks(db, table)) {
        badValues.push(...rows.flatMap((row) => badValueIn(table, row) ?? []));
        if (badValues.length >= most) return { badValues: badValues.slice(0, most), additions };
      }
    }
    return { badValues, additions };
  });
}
