import { sql } from 'kysely';
import { onTestFinished } from 'vitest';
import type { Database } from '../../packages/db/src/database.ts';
import { listTables } from '../../packages/db/src/move/tables.ts';
import { openDatabase } from '../../packages/db/src/open.ts';
import { createTestDatabase } from './database.ts';

export type Engine = 'sqlite' | 'postgresql';

type Row = Record<string, unknown>;

export const DIRECTIONS: { from: Engine; to: Engine }[] = [
  { from: 'sqlite', to: 'postgresql' },
  { from: 'postgresql', to: 'sqlite' },
];

/** A database on this engine, which is closed and removed when the test ends. */
export async function openOn(engine: Engine, options: { isEmpty?: boolean } = {}): Promise<Database> {
  const database = await openDatabase(await createTestDatabase({ engine, ...options }));
  onTestFinished(() => database.close());
  return database;
}

/** The same of the database at an address. */
export async function rowsIn(url: string): Promise<Record<string, Row[]>> {
  const database = await openDatabase(url);
  try {
    return await allRows(database);
  } finally {
    await database.close();
  }
}

/** Every row of every table that a copy shares with its source (all but `log`), in the order of the primary keys. */
export async function allRows({ read }: Pick<Database, 'read'>): Promise<Record<string, Row[]>> {
  const content: Record<string, Row[]> = {};
  for (const { name, key } of await listTables(read)) {
    if (name === 'log') continue;
    const order = sql.join(key.map((column) => sql.ref(column)));
    content[name] = (await sql<Row>`select * from ${sql.table(name)} order by ${order}`.execute(read)).rows;
  }
  return content;
}
