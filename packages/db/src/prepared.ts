import type { Compilable, CompiledQuery, DialectAdapter } from 'kysely';
import type { Reader } from './database.ts';

/** Goes into a statement as it is: two calls that differ in these alone share a statement. */
type Value = string | number | null;

/** What a query is given. Lists of values, what is left out (`undefined`) and booleans shape the statement. */
export type Given = { readonly [name: string]: Value | readonly Value[] | boolean | undefined };

/** Stands for a value while a query is built. */
class Placeholder {
  readonly name: string;
  /** The place in a list. */
  readonly at: number | undefined;

  constructor(name: string, at?: number) {
    this.name = name;
    this.at = at;
  }
}

/** Of each query, on each connection: whoever thinks of ever new filters fills no memory. */
const SHAPES_KEPT = 200;

type Statement = { query: CompiledQuery; parameters: readonly unknown[] };

/** Runs a statement at once, on a connection that nobody else uses meanwhile. */
export type Run = (sql: string, parameters: unknown[]) => unknown[];

const runs = new WeakMap<DialectAdapter, Run>();

/**
 * Lets prepared queries past Kysely's queue: its dozen of promises for each query cost as much as
 * a small query itself. Only for connections on which every statement ends before the next begins.
 */
export function runAtOnce(db: Reader, run: Run): void {
  runs.set(db.getExecutor().adapter, run);
}

/**
 * A query that is built and compiled once, and then only gets its values: Kysely takes 10–40 µs to
 * build and compile a query, and a small one takes SQLite 3 µs.
 *
 * `build` is called once for each shape of what is given, and finds something else in the place of
 * the values. So it may look at lengths of lists, at booleans and at what is left out, and may do
 * nothing with text, numbers and null but hand them to Kysely.
 *
 * @returns the rows, as `execute()` does
 */
export function prepared<Db extends Reader, Values extends Given, Row>(
  build: (db: Db, given: Values) => Compilable<Row>,
): (db: Db, given: Values) => Promise<Row[]> {
  const statements = new WeakMap<DialectAdapter, Map<string, Statement>>();

  function statementFor(db: Db, adapter: DialectAdapter, given: Values): Statement {
    const shapes = statements.get(adapter) ?? new Map<string, Statement>();
    statements.set(adapter, shapes);
    const shape = shapeOf(given);
    const known = shapes.get(shape);
    if (known) return known;
    const query = build(db, withPlaceholders(given)).compile();
    const statement = { query, parameters: query.parameters };
    shapes.set(shape, statement);
    const [oldest = ''] = shapes.keys();
    if (shapes.size > SHAPES_KEPT) shapes.delete(oldest);
    return statement;
  }

  return async (db, given) => {
    const executor = db.getExecutor();
    const { query, parameters: places } = statementFor(db, executor.adapter, given);
    const parameters = places.map((place) => (place instanceof Placeholder ? valueAt(given, place) : place));
    const run = runs.get(executor.adapter);
    if (run) return run(query.sql, parameters) as Row[];
    const { rows } = await executor.executeQuery<Row>({ ...query, parameters });
    return rows as Row[];
  };
}

/** What makes another statement necessary. */
function shapeOf(given: Given): string {
  let shape = '';
  for (const name in given) {
    const value = given[name];
    if (value === undefined) continue;
    if (Array.isArray(value)) shape += `${name}*${value.length} `;
    else shape += typeof value === 'boolean' ? `${name}=${value} ` : `${name} `;
  }
  return shape;
}

function withPlaceholders<Values extends Given>(given: Values): Values {
  const placed = Object.entries(given).map(([name, value]) => [name, placeFor(name, value)]);
  return Object.fromEntries(placed) as Values; // only its types are those of the values
}

function placeFor(name: string, value: Given[string]): unknown {
  if (value === undefined || typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.map((_, at) => new Placeholder(name, at)) : new Placeholder(name);
}

function valueAt(given: Given, { name, at }: Placeholder): unknown {
  const value = given[name];
  return at === undefined ? value : (value as readonly Value[])[at];
}
