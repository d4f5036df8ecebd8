import { type SelectQueryBuilder, sql } from 'kysely';
import type { Reader } from './database.ts';
import { isPostgres } from './engine.ts';
import type { Tables } from './tables.ts';

/** Columns of a result, each in descending order. */
type Order<Row> = readonly (keyof Row & string)[];

/**
 * The rows of several selects, each of which an index has in this order, merged in that order: as many as are asked for
 * are read of each, and nothing is sorted.
 *
 * @param by in descending order, unless `isAscending`
 * @param most no more than that are asked for
 */
export function merged<Row>(
  db: Reader,
  parts: readonly SelectQueryBuilder<Tables, keyof Tables, Row>[],
  { by, isAscending = false, most }: { by: Order<Row>; isAscending?: boolean; most: number },
): SelectQueryBuilder<Tables, keyof Tables, Row> {
  type Part = SelectQueryBuilder<Tables, keyof Tables, Row>;
  const direction = isAscending ? 'asc' : 'desc';
  const inOrder = (part: Part) => by.reduce((query, column) => query.orderBy(sql.ref(column), direction), part);
  // SQLite merges selects that it can sort by an index, PostgreSQL those that are sorted already. All columns of a part
  // are a part again, which Kysely's types cannot tell of a `Row` that is a parameter.
  const sorted = (part: Part) => {
    const all = db.selectFrom(inOrder(part).limit(sql.lit(most)).as('part')).selectAll();
    return all as unknown as Part; // see above
  };
  const [first, ...others] = parts.length > 1 && isPostgres(db) ? parts.map(sorted) : parts;
  if (!first) throw new Error('There is nothing to merge');
  return inOrder(others.reduce((all, part) => all.unionAll(part), first));
}
