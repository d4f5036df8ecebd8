import { sql } from 'kysely';
import type { Reader } from '../../packages/db/src/database.ts';
import { listTables } from '../../packages/db/src/move/tables.ts';

/**
 * The ids of what is in a project, whatever tables there are.
 *
 * @throws Error for a table of which nothing is in it: nobody would see whether that is hidden
 */
export async function idsInProject(read: Reader, project_id: string): Promise<string[]> {
  const ids = new Set([project_id]);
  const tables = await listTables(read);
  for (const link of ['project_id', 'issue_id', 'subject_id', 'webhook_id']) {
    for (const { name } of tables.filter(({ columns }) => columns.includes(link))) {
      const rows = await rowsIn(read, { table: name, link, ids: [...ids] });
      if (rows.length === 0 && !ELSEWHERE.includes(name)) throw new Error(`nothing in the table ${name} is hidden`);
      for (const id of rows) ids.add(id);
    }
  }
  return [...ids];
}

type Looked = { table: string; link: string; ids: string[] };

/** The ids of rows that are linked to these; that of a link itself stands for those that have none. */
async function rowsIn(read: Reader, { table, link, ids }: Looked): Promise<string[]> {
  const { rows } = await sql<{ id?: string; [column: string]: unknown }>`
    select * from ${sql.table(table)} where ${sql.ref(link)} in (${sql.join(ids)})`.execute(read);
  return rows.map((row) => row.id ?? String(row[link]));
}

/** Tables that know of subjects which are in no project. */
const ELSEWHERE = ['deletion'];
