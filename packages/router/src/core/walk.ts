import {
  type Expression,
  type ExpressionBuilder,
  expressionBuilder,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely';
import type { Reader } from '../visibility/handles.ts';
import { type Cursors, type Position, type Range, type Source, type Total, toTotal } from './pagination.ts';
import { MOST_LOOKED_AT } from './schema.ts';

type Walk<DB, TB extends keyof DB, Key, Row extends Key> = {
  cursors: Cursors<Key>;
  /** The rows in order, or those after a place: only what an index has of them, and only what it selects by. */
  walk(after: Key | undefined): SelectQueryBuilder<DB, TB, Row>;
  /** How many rows one call looks at. */
  most?: number;
  /** Which of the rows on the way are in the list; all when left out. */
  matches?(eb: ExpressionBuilder<{ candidate: Row }, 'candidate'>): Expression<SqlBool>;
};

const ALL = sql<SqlBool>`1 = 1`;

/**
 * Reads a list by walking an index. It looks at a bounded number of rows, however few of them match, and so takes as long
 * on a large database as on a small one.
 */
export function walkIndex<DB, TB extends keyof DB, Key, Row extends Key>(
  db: Reader,
  { cursors, walk, matches, most = MOST_LOOKED_AT }: Walk<DB, TB, Key, Row>,
): Omit<Source<Key, never>, 'read' | 'weigh'> {
  const matching = matches?.(expressionBuilder<{ candidate: Row }, 'candidate'>()) ?? ALL;

  // Neither engine sorts anew what comes out of a sorted part.
  const among = (after: Key | undefined) => db.selectFrom(walk(after).limit(sql.lit(most)).as('candidate'));

  return {
    cursors,
    find: ({ after, offset, limit }: Range<Key>) =>
      among(after).selectAll().where(matching).limit(limit).offset(offset).$castTo<Row>().execute(),
    giveUp: async (after) => {
      if (!matches) return undefined;
      return walk(after)
        .offset(most - 1)
        .limit(1)
        .executeTakeFirst();
    },
    async count(): Promise<Total> {
      const { looked_at, found } = await among(undefined)
        .select([
          sql<number>`count(*)`.as('looked_at'),
          sql<number>`count(case when ${matching} then 1 end)`.as('found'),
        ])
        .executeTakeFirstOrThrow();
      return toTotal(found, { isLowerBound: matches !== undefined && looked_at >= most });
    },
  };
}

type Place = { [Name in keyof Position]: string | Expression<string> };

/** Condition: in the order of a time and an id, comes after a place; true of each row when there is none. */
export function comesAfter(
  place: Place | undefined,
  direction: 'asc' | 'desc' = 'asc',
  [time, id]: readonly [string, string] = ['created_at', 'id'],
) {
  if (place === undefined) return ALL;
  const operator = sql.raw(direction === 'asc' ? '>' : '<');
  return sql<SqlBool>`(${sql.ref(time)}, ${sql.ref(id)}) ${operator} (${place.created_at}, ${place.id})`;
}
