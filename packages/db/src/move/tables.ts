// What a move must know of a schema, asked from the engine, so that tables of later steps are moved too.

import { sql } from 'kysely';
import type { Reader, Writer } from '../database.ts';
import { isPostgres } from '../engine.ts';

/** A row as it is read, and written. */
export type Row = Record<string, unknown>;

export type Kind = 'text' | 'integer' | 'time';

export type MovedTable = {
  name: string;
  /** In the order in which they were made, without those that the engine computes. */
  columns: string[];
  /** What each of the columns holds. JSON is text here, which is kept as it was written. */
  kinds: Kind[];
  /** The columns of the primary key. */
  key: string[];
};

type ColumnRow = { table: string; column: string; kind: Kind; key_part: number };

/** A foreign key that PostgreSQL checks row by row. */
type StrictReference = { table: string; name: string };

/** The index of words: made anew from the rows of the others, so no backup has it and no move takes it along. */
const DERIVED = sql.join(['issue_words', 'issue_words_due'].map((table) => sql.lit(table)));

/** Every table of ours that holds more than what could be made anew, in the order of their names. */
export async function listTables(db: Reader): Promise<MovedTable[]> {
  const { rows } = await (isPostgres(db) ? POSTGRES_COLUMNS : SQLITE_COLUMNS).execute(db);
  const tables = Map.groupBy(rows, (row) => row.table);
  return [...tables].map(([name, columns]) => ({
    name,
    columns: columns.map((row) => row.column),
    kinds: columns.map((row) => row.kind),
    key: columns
      .filter((row) => row.key_part > 0)
      .toSorted((a, b) => a.key_part - b.key_part)
      .map((row) => row.column),
  }));
}

/** SQLite has no type for times: by their names. */
const SQLITE_COLUMNS = sql<ColumnRow>`
  select t.name as "table", c.name as "column", c.pk as key_part,
    case when lower(c.type) = 'integer' then 'integer' when substr(c.name, -3) = '_at' then 'time' else 'text' end as kind
  from pragma_table_list t join pragma_table_info(t.name) c
  where t.schema = 'main' and t.type = 'table' and substr(t.name, 1, 7) not in ('sqlite_', 'kysely_')
    and t.name not in (${DERIVED})
  order by t.name, c.cid`;

const POSTGRES_COLUMNS = sql<ColumnRow>`
  select t.relname as "table", c.attname as "column", coalesce(array_position(k.conkey, c.attnum), 0) as key_part,
    case c.atttypid when 'int8'::regtype then 'integer' when 'timestamptz'::regtype then 'time' else 'text' end as kind
  from pg_class t join pg_attribute c on c.attrelid = t.oid and c.attnum > 0 and not c.attisdropped and c.attgenerated = ''
    left join pg_constraint k on k.conrelid = t.oid and k.contype = 'p'
  where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p') and left(t.relname, 7) <> 'kysely_'
    and t.relname not in (${DERIVED})
  order by t.relname, c.attnum`;

/**
 * Does `work` with references checked at its end only, so that tables, and rows that name each
 * other, can be written in any order.
 *
 * @throws a database's own error when a reference leads nowhere
 */
export async function withReferencesDeferred<T>(db: Writer, work: () => Promise<T>): Promise<T> {
  if (!isPostgres(db)) {
    await sql`pragma defer_foreign_keys = on`.execute(db); // until the end of the transaction
    return work();
  }
  // Whoever holds a lock on an empty database holds it for no good reason.
  await sql`set local lock_timeout = '10s'`.execute(db);
  const { rows: strict } = await STRICT_REFERENCES.execute(db);
  for (const reference of strict) await alterReference(db, reference, 'deferrable');
  await sql`set constraints all deferred`.execute(db);
  const result = await work();
  await sql`set constraints all immediate`.execute(db);
  for (const reference of strict) await alterReference(db, reference, 'not deferrable');
  return result;
}

const STRICT_REFERENCES = sql<StrictReference>`
  select t.relname as "table", r.conname as name
  from pg_constraint r join pg_class t on t.oid = r.conrelid
  where r.contype = 'f' and not r.condeferrable and r.conparentid = 0 and t.relnamespace = current_schema()::regnamespace
  order by t.relname, r.conname`;

async function alterReference(
  db: Writer,
  { table, name }: StrictReference,
  how: 'deferrable' | 'not deferrable',
): Promise<void> {
  await sql`alter table ${sql.table(table)} alter constraint ${sql.id(name)} ${sql.raw(how)}`.execute(db);
}

/** A table with a reference that leads nowhere. PostgreSQL has refused it by now, and names the table itself. */
export async function findDangling(db: Writer): Promise<string | undefined> {
  if (isPostgres(db)) return undefined;
  const { rows } = await sql<{ table: string }>`pragma foreign_key_check`.execute(db);
  return rows[0]?.table;
}

/**
 * Lets the numbers that an engine gives to rows go on after those that were written. SQLite does so
 * by itself. Unlike `setval`, this is undone with its transaction.
 */
export async function continueNumbering(db: Writer): Promise<void> {
  if (!isPostgres(db)) return;
  const { rows } = await sql<{ table: string; column: string; sequence: string }>`
    select t.relname as "table", c.attname as "column", s.name as sequence
    from pg_class t join pg_attribute c on c.attrelid = t.oid and c.attnum > 0 and not c.attisdropped,
      pg_get_serial_sequence(quote_ident(t.relname), c.attname) s (name)
    where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p') and s.name is not null
  `.execute(db);
  for (const { table, column, sequence } of rows) {
    const { rows: last } = await sql<{ value: number }>`
      select coalesce(max(${sql.ref(column)}), 0) as value from ${sql.table(table)}
    `.execute(db);
    await sql.raw(`alter sequence ${sequence} restart with ${Number(last[0]?.value) + 1}`).execute(db);
  }
}

/** The same for two handles on one database, whatever the addresses look like; empty for one in memory. */
export async function identityOf(db: Reader): Promise<string> {
  const name = isPostgres(db)
    ? sql<{ name: string }>`
        select concat_ws(' ', pg_postmaster_start_time(), oid, current_schema()) as name
        from pg_database where datname = current_database()`
    : sql<{ name: string }>`select file as name from pragma_database_list where name = 'main'`;
  const { rows } = await name.execute(db);
  return rows[0]?.name ?? '';
}
