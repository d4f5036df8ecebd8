import type { Expression, RawBuilder, SqlBool } from 'kysely';
import type { Reader } from '../database.ts';
import { isPostgres } from '../engine.ts';
import { hasTextOnPostgres, hitsOnPostgres, newestHitsOnPostgres } from '../postgres/search.ts';
import { hasTextOnSqlite, hitsOnSqlite, newestHitsOnSqlite } from '../sqlite/search.ts';

type Handle = Pick<Reader, 'getExecutor'>;

/** What `textQueryFor` has made, or its bind value. */
type Query = string | Expression<string>;

/**
 * The serials of at most so many issues that a query finds, in no order, as a table: `selectFrom(textHits(…).as('hits'))`.
 * For counting, and for queries with few hits: PostgreSQL looks all of them up. Issues in the bin are not in the index, but
 * those that the actor may not see are.
 */
export function textHits(db: Handle, query: Query, most: number | Expression<number>): RawBuilder<{ serial: number }> {
  return isPostgres(db) ? hitsOnPostgres(query, most) : hitsOnSqlite(query, most);
}

/**
 * The same with the highest serial first, from a serial on and below another. For queries with many hits: PostgreSQL walks
 * these issues until it has found so many.
 */
export function newestTextHits(
  db: Handle,
  query: Query,
  bounds: { from: number | Expression<number>; below: number | Expression<number>; most: number | Expression<number> },
): RawBuilder<{ serial: number }> {
  return isPostgres(db) ? newestHitsOnPostgres(query, bounds) : newestHitsOnSqlite(query, bounds);
}

/**
 * Condition: a query finds the issue with the serial in this column. It is asked of each row, in its place in the plan.
 *
 * @param from no row has a lower serial, which spares SQLite a look at the hits that have one
 */
export function hasText(
  db: Handle,
  serialColumn: string,
  query: Query,
  from?: Expression<number>,
): RawBuilder<SqlBool> {
  return isPostgres(db) ? hasTextOnPostgres(serialColumn, query) : hasTextOnSqlite(serialColumn, query, from);
}
