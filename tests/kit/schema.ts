import { sql } from 'kysely';
import type { Reader } from '../../packages/db/src/database.ts';
import { isPostgres } from '../../packages/db/src/engine.ts';

/** A table, an index or a constraint, and how the engine describes it. */
export type SchemaObject = { name: string; definition: string | null };

/** Everything that migrations have made in a database, by name. */
export async function schemaOf(db: Reader): Promise<SchemaObject[]> {
  const { rows } = await (isPostgres(db) ? ofPostgres : ofSqlite).execute(db);
  return rows;
}

const ofSqlite = sql<SchemaObject>`
  select name, sql as definition from sqlite_schema where name not like 'sqlite_%' order by name, sql`;

const ofPostgres = sql<SchemaObject>`
  select table_name::text as name, string_agg(concat_ws(' ', column_name, data_type, datetime_precision, collation_name,
    is_nullable, is_identity, column_default), ', ' order by ordinal_position) as definition
  from information_schema.columns where table_schema = current_schema() group by table_name
  union all
  select indexname::text, indexdef from pg_indexes where schemaname = current_schema()
  union all
  select conname::text, pg_get_constraintdef(oid) from pg_constraint where connamespace = current_schema()::regnamespace
  order by name, definition`;
