import {
  type Compilable,
  type CompiledQuery,
  type DialectAdapter,
  type Expression,
  type OperationNode,
  type RawBuilder,
  ValueNode,
} from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Reader } from './database.ts';

/** Goes into a statement as a bind value: two calls that differ in these alone share a statement. */
type Value = string | number;

/** What a call gives instead of a value. It shapes the statement: another one is another statement. */
type Shaping = boolean | null | undefined;

/** What a call gives. The lengths of lists shape the statement, too. */
type CallValues = { readonly [name: string]: Value | readonly (Value | null)[] | Shaping };

/**
 * The bind value of a query that is built once for many values. It has a place in the query and no value yet, so it is
 * an expression for Kysely and nothing else: it is not equal to anything, and no text can be made of it. Whether it is
 * true (`name ? … : …`) says nothing, and the compiler does not refuse to ask.
 */
export class Bind<T> implements Expression<T> {
  readonly #name: string;
  /** The place in a list. */
  readonly #at: number | undefined;

  constructor(name: string, at?: number) {
    this.#name = name;
    this.#at = at;
  }

  /** Only for the compiler. */
  get expressionType(): T | undefined {
    return undefined;
  }

  toOperationNode(): OperationNode {
    return ValueNode.create(this);
  }

  /** The value that a call gives for it. */
  valueIn(given: CallValues): unknown {
    const value = given[this.#name];
    return this.#at === undefined ? value : (value as readonly (Value | null)[])[this.#at];
  }

  /** @throws TypeError: text or a number that is made of it would stay in the statement for all later calls. */
  [Symbol.toPrimitive](): never {
    return this.#refuse();
  }

  // With this type of `this`, a call of the next two does not compile. Others call them, such as `JSON.stringify`.

  toString(this: never): never {
    return (this as Bind<T>).#refuse();
  }

  toJSON(this: never): never {
    return (this as Bind<T>).#refuse();
  }

  #refuse(): never {
    throw new TypeError(
      `"${this.#name}" has no value while the query is built: hand it to Kysely, or compute it before`,
    );
  }
}

/** What `build` gets in place of what a call gives: bind values, and as they are booleans, null and what is left out. */
export type Bound<Given> = { [Name in keyof Given]: BoundValue<Given[Name]> };

type BoundValue<V> = Extract<V, Shaping> | BindOf<Exclude<V, Shaping>>;

type BindOf<V> = [V] extends [never] ? never : V extends readonly (infer Item)[] ? readonly Bind<Item>[] : Bind<V>;

/** What a call gives for what `build` gets. */
type GivenFor<Built> = { [Name in keyof Built]: ValueFor<Built[Name]> };

type ValueFor<B> = B extends readonly Bind<infer Item>[] ? readonly Item[] : B extends Bind<infer V> ? V : B;

/** Of each query, on each connection: whoever thinks of ever new filters fills no memory. */
const SHAPES_KEPT = 200;

type Statement = { query: CompiledQuery; parameters: readonly unknown[] };

/** Runs a statement at once, on a connection that nobody else uses meanwhile. */
type RunAtOnce = (sql: string, parameters: unknown[]) => unknown[];

const atOnce = new WeakMap<DialectAdapter, RunAtOnce>();

/**
 * Lets prepared queries past Kysely's queue: its dozen of promises for each query cost as much as
 * a small query itself. Only for connections on which every statement ends before the next begins.
 */
export function runAtOnce(db: Reader, run: RunAtOnce): void {
  atOnce.set(db.getExecutor().adapter, run);
}

/**
 * A query that is built and compiled once for each shape of what is given, and afterwards only gets its values:
 * building and compiling take longer than a small query. `build` may look at lengths of lists, at booleans, and at
 * what is null or left out; text and numbers are bind values there (`Bind`).
 *
 * ```ts
 * const findLabels = prepared((db: Reader, { keys }: Bound<{ keys: string[] }>) =>
 *   db.selectFrom('label').selectAll().where('name_key', 'in', keys),
 * );
 * await findLabels(db, { keys: ['bug'] });
 * ```
 *
 * @returns the rows, as `execute()` does
 */
export function prepared<Db extends Reader, Built extends object, Row>(
  build: (db: Db, bound: Built) => Compilable<Row>,
): (db: Db, given: GivenFor<Built>) => Promise<Row[]> {
  const statements = new WeakMap<DialectAdapter, LRUCache<string, Statement>>();

  function statementFor(db: Db, adapter: DialectAdapter, given: CallValues): Statement {
    const shapes = statements.get(adapter) ?? new LRUCache<string, Statement>({ max: SHAPES_KEPT });
    statements.set(adapter, shapes);
    const shape = shapeOf(given);
    const known = shapes.get(shape);
    if (known) return known;
    const query = build(db, bindValuesFor(given) as Built).compile(); // `Bound` says of the type what it makes
    const statement = { query, parameters: query.parameters };
    shapes.set(shape, statement);
    return statement;
  }

  return async (db, values) => {
    const given = values as CallValues; // what a `Bind` can stand for, and what shapes the statement
    const executor = db.getExecutor();
    const { query, parameters: places } = statementFor(db, executor.adapter, given);
    const parameters = places.map((place) => (place instanceof Bind ? place.valueIn(given) : place));
    const run = atOnce.get(executor.adapter);
    if (run) return run(query.sql, parameters) as Row[];
    const { rows } = await executor.executeQuery<Row>({ ...query, parameters });
    return rows as Row[];
  };
}

/** For statements that no query builder makes. */
export function compilable<Row>(db: Reader, statement: RawBuilder<Row>): Compilable<Row> {
  return { compile: () => statement.compile(db) };
}

/** What makes another statement necessary. */
function shapeOf(given: CallValues): string {
  let shape = '';
  for (const name in given) {
    const value = given[name];
    if (value === undefined) continue;
    if (Array.isArray(value)) shape += `${name}*${value.length} `;
    else shape += isShaping(value) ? `${name}=${value} ` : `${name} `;
  }
  return shape;
}

function bindValuesFor(given: CallValues): object {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, bindValueFor(name, value)]));
}

function bindValueFor(name: string, value: CallValues[string]): unknown {
  if (isShaping(value)) return value;
  return Array.isArray(value) ? value.map((_, at) => new Bind(name, at)) : new Bind(name);
}

function isShaping(value: CallValues[string]): value is Shaping {
  return value === undefined || value === null || typeof value === 'boolean';
}
