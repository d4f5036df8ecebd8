import type { Kysely } from 'kysely';
import { columnTypes } from './column-types.ts';

const EDITED = ['issue', 'comment', 'label', 'user'] as const;

/**
 * Gives a version to whatever can be edited, and to each of its fields the version of its last change. Of rows that are
 * there the fields have none, which means: the version that the row has now.
 */
export async function up(db: Kysely<never>): Promise<void> {
  const { integer, json } = columnTypes(db);
  for (const table of EDITED) {
    if (table !== 'issue') {
      await db.schema
        .alterTable(table)
        .addColumn('version', integer, (column) => column.notNull().defaultTo(1))
        .execute();
    }
    await db.schema.alterTable(table).addColumn('field_versions', json).execute();
  }
}

export async function down(db: Kysely<never>): Promise<void> {
  for (const table of EDITED) {
    await db.schema.alterTable(table).dropColumn('field_versions').execute();
    if (table !== 'issue') await db.schema.alterTable(table).dropColumn('version').execute();
  }
}
