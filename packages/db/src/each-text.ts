import {
  type AliasedExpression,
  type AliasedRawBuilder,
  type Expression,
  type RawBuilder,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from 'kysely';
import type { Reader } from './database.ts';
import { isPostgres } from './engine.ts';
import type { Tables } from './tables.ts';

type Select<Row> = SelectQueryBuilder<Tables, keyof Tables, Row>;

/** Begins a select from a table. */
export type From = (table: keyof Tables) => Select<object>;

/** From a table alone. */
export function fromTable(db: Reader): From {
  return (table) => db.selectFrom(table) as unknown as Select<object>; // its type is that of one of all tables
}

/** The texts of a JSON list as a table to be selected from, in their order. Who selects from it says `textOfEach`. */
export function eachText(db: Reader, json: Expression<string>): AliasedRawBuilder<{ text: string }, 'each'> {
  const texts = isPostgres(db)
    ? sql<{ text: string }>`(select value as text from json_array_elements_text(${json}::json))`
    : sql<{ text: string }>`(select value as text from json_each(${json}))`;
  return texts.as<'each'>('each');
}

/** The text of the list that it is the turn of. */
export const textOfEach: RawBuilder<string> = sql.ref('each.text');

/**
 * The rows that selects give for each text of a JSON list, one text after another: no index has to have the rows of all
 * texts in one place, and no planner gets to choose another way.
 *
 * @param most no more than that are asked for
 * @param selects ask for `textOfEach`
 */
export function forEachText<Row>(
  db: Reader,
  { json, most }: { json: Expression<string>; most: Expression<number> },
  selects: (from: From) => Select<Row>[],
): Select<Row>[] {
  const each = eachText(db, json);
  if (isPostgres(db)) {
    return selects(fromTable(db)).map((select) => {
      const rows = db.selectFrom(each).innerJoinLateral(select.limit(most).as('rows'), (join) => join.onTrue());
      return rows.selectAll('rows') as unknown as Select<Row>; // all columns of a `Row`, which is a parameter
    });
  }
  return selects((table) => crossed(db, each, table));
}

/** The issues that rows name by `id`, each looked up once, with these of their columns: no planner gets to choose another way. */
export function issuesOfEach(
  db: Reader,
  rows: Select<{ id: string }>,
  columns: readonly string[],
): Select<{ id: string }> {
  const each = rows.as<'each'>('each');
  const wanted = columns.map((column) => sql.ref(`issue.${column}`).as(column));
  const issuesIn = (from: Select<object>) =>
    from.select('issue.id').select(wanted).where(sql<SqlBool>`issue.id = each.id`);
  if (!isPostgres(db)) return issuesIn(crossed(db, each, 'issue'));
  const looked = issuesIn(fromTable(db)('issue')).limit(sql.lit(1)).as('issue');
  const both = db.selectFrom(each).innerJoinLateral(looked, (join) => join.onTrue());
  return both.selectAll('issue') as unknown as Select<{ id: string }>; // the columns of `looked`, which has an id
}

/** SQLite takes the tables of a `cross join` in the order in which they are written. */
function crossed(db: Reader, each: AliasedExpression<unknown, 'each'>, table: keyof Tables): Select<object> {
  const both = sql`${each} cross join ${sql.table(table)}`.as(table);
  return db.selectFrom(both) as unknown as Select<object>; // as in `fromTable`
}
