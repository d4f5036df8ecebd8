import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Reader } from './database.ts';
import { isPostgres } from './engine.ts';

/** A list in a column of JSON, and how its items are to be called in a statement. */
type Items = { column: string; list: string; as: string };

/**
 * The items of a list in a column of JSON, as a table to be joined (`cross join`): `key` is the place of an item in the
 * list, and `value` the item, of which both engines take `value ->> 'field'` apart. None, when there is no such list.
 */
export function jsonItems(db: Reader, { column, list, as }: Items): RawBuilder<unknown> {
  const [data, name] = [sql.ref(column), sql.ref(as)];
  return isPostgres(db)
    ? sql`json_array_elements(${data} -> ${sql.lit(list)}) with ordinality as ${name} (value, key)`
    : sql`json_each(${data}, ${sql.lit(`$.${list}`)}) as ${name}`;
}

/**
 * Condition: a column has one of the texts of a JSON list, which is one bind value however long it is. PostgreSQL makes
 * an array of it first, so that it does not plan a join. SQLite does not look for an index with it (that is what the plus
 * says): it would rather read all issues of the projects that somebody sees than a hundred by their ids.
 */
export function isOneOf(db: Reader, column: string, json: string | Expression<string>): RawBuilder<SqlBool> {
  return isPostgres(db)
    ? sql`${sql.ref(column)} = any(array(select json_array_elements_text(${json}::json)))`
    : sql`+${sql.ref(column)} in (select value from json_each(${json}))`;
}

/** Condition: a column has one of the numbers of a JSON list. For columns with an index: it is asked for each of them. */
export function isOneNumberOf(db: Reader, column: string, json: string | Expression<string>): RawBuilder<SqlBool> {
  return isPostgres(db)
    ? sql`${sql.ref(column)} = any(array(select cast(value as bigint) from json_array_elements_text(${json}::json) as value))`
    : sql`${sql.ref(column)} in (select value from json_each(${json}))`;
}
