import { CompiledQuery, type KyselyPlugin, type RootOperationNode, sql } from 'kysely';
import type { Database, Reader, Writer } from '../../packages/db/src/database.ts';
import { isPostgres } from '../../packages/db/src/engine.ts';

type Recording = {
  /** Reads as the database does, and notes each statement. */
  read: Reader;
  /** The statements since the last call, each text once. */
  taken(): CompiledQuery[];
};

/**
 * Notes the statements that are read with. A prepared one is noted when it is compiled, which is once for each shape, so
 * the database must be one on which nothing was read before.
 */
export function recording(database: Database): Recording {
  const read = database.read as Writer; // which it is; its type hides what could write
  const nodes: Parameters<KyselyPlugin['transformQuery']>[0][] = [];
  const recorded = read.withPlugin({
    transformQuery(args) {
      nodes.push(args);
      return args.node;
    },
    transformResult: async ({ result }) => result,
  });
  return {
    read: recorded,
    taken() {
      const made = nodes.splice(0);
      const parts = new Set(made.flatMap(({ node }) => [...partsOf(node)]));
      const whole = made.filter(({ node }) => !parts.has(node)); // a part may speak of the statement around it
      const queries = whole.map(({ node, queryId }) => {
        return read.getExecutor().compileQuery(node as RootOperationNode, queryId) as CompiledQuery;
      });
      return [...new Map(queries.map((query) => [query.sql, query])).values()];
    },
  };
}

/** All that is inside of a node. */
function* partsOf(node: object): Generator<object> {
  for (const part of Object.values(node)) {
    if (typeof part !== 'object' || part === null) continue;
    yield part;
    yield* partsOf(part);
  }
}

/** What is wrong with the plan of a statement, in the engine's own words. None when all goes through indexes. */
export function faultsOf({ read }: Database, query: CompiledQuery): Promise<string[]> {
  const db = read as Writer;
  return isPostgres(db) ? faultsOnPostgres(db, query) : faultsOnSqlite(db, query);
}

/** A row for each project, or for each label that was renamed just now, of which there are some; the log has one. */
const HAVE_FEW_ROWS = ['log', 'log_reader', 'project', 'issue_counter', 'issue_words_due'];

/** Rows of a page are looked up by their keys, and may be sorted. */
const OF_GIVEN_KEYS = /" in \((?:\+\?|\$\d+)/;

/** The indexes that a statement reads, by their names. */
export async function indexesOf({ read }: Database, { sql: text, parameters }: CompiledQuery): Promise<string[]> {
  const db = read as Writer;
  const [explain, name] = isPostgres(db)
    ? [sql`explain (generic_plan) ${sql.raw(text)}`.compile(db), /(?:using|Scan on) (\w+)/g]
    : ([
        CompiledQuery.raw(
          `explain query plan ${text}`,
          parameters.map(() => null),
        ),
        /INDEX (\w+)/g,
      ] as const);
  const { rows } = await db.executeQuery(explain);
  return rows.flatMap((row) => [...JSON.stringify(row).matchAll(name)].map(([, index = '']) => index));
}

async function faultsOnSqlite(db: Writer, { sql: text, parameters }: CompiledQuery): Promise<string[]> {
  const explain = CompiledQuery.raw(
    `explain query plan ${text}`,
    parameters.map(() => null),
  );
  const { rows } = await db.executeQuery(explain);
  const steps = (rows as { detail: string }[]).map(({ detail }) => detail);
  const tables = new Set((await db.introspection.getTables()).map(({ name }) => name));
  return steps.filter((step) => {
    const [, scanned = ''] = /^SCAN (\w+)/.exec(step) ?? [];
    if (HAVE_FEW_ROWS.includes(scanned) || /VIRTUAL TABLE INDEX \d+:M/.test(step)) return false; // or it is asked for words
    if (tables.has(scanned)) return !step.includes(' USING ') || !/ limit /.test(text);
    return /AUTOMATIC/.test(step) || (/TEMP B-TREE/.test(step) && !OF_GIVEN_KEYS.test(text));
  });
}

type PlanNode = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Cond'?: string;
  Plans?: PlanNode[];
};

async function faultsOnPostgres(db: Writer, { sql: text }: CompiledQuery): Promise<string[]> {
  const explain = sql.raw<{ 'QUERY PLAN': string }>(`explain (generic_plan, format json) ${text}`);
  const { rows } = await explain.execute(db);
  const plans = rows.flatMap((row) => JSON.parse(row['QUERY PLAN']) as { Plan: PlanNode }[]);
  return plans.flatMap(({ Plan }) => faultsIn(Plan, { text, isLimited: false }));
}

function faultsIn(node: PlanNode, { text, isLimited }: { text: string; isLimited: boolean }): string[] {
  const kind = node['Node Type'];
  const fault = `${kind} on ${node['Relation Name'] ?? 'what is below it'}`;
  const isSmall = HAVE_FEW_ROWS.includes(node['Relation Name'] ?? '');
  const isUnbounded = /^Index (Only )?Scan$/.test(kind) && !node['Index Cond'] && !isLimited && !isSmall;
  const isWrong = !isSmall && /Seq Scan|Hash|Sort/.test(kind) && !(/Sort/.test(kind) && OF_GIVEN_KEYS.test(text));
  const below = { text, isLimited: isLimited || kind === 'Limit' };
  const faults = (node.Plans ?? []).flatMap((child) => faultsIn(child, below));
  return isWrong || isUnbounded ? [fault, ...faults] : faults;
}
