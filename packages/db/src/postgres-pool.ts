import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { DriverError } from './database.ts';
import { typeParsers } from './postgres-values.ts';

/** How long a call waits for a connection of ours to be free, or for PostgreSQL to take a new one. */
const CONNECT_TIMEOUT_MS = 3000;

/** How long PostgreSQL may work on one statement, and when we stop waiting for a server that says nothing. */
const STATEMENT_TIMEOUT_MS = 5000;
const ANSWER_TIMEOUT_MS = 6000;

/** Whoever falls silent in the middle of a transaction would keep every other writer waiting. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;

/** Statements kept prepared on each connection: more than the product has shapes of query that are used often. */
const STATEMENTS_KEPT = 200;

export type PoolOptions = {
  /** Connections at most. */
  max: number;
  readOnly?: boolean;
  /** Statements may take as long as they must: a migration of a large table, a check of all data. */
  isLong?: boolean;
};

/** A pool of connections as Kysely wants it. No connection is made before it is needed. */
export function openPool(url: string, { max, readOnly = false, isLong = false }: PoolOptions): PostgresPool {
  const pool = new pg.Pool({
    ...connectionSettings(url),
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...(!isLong && { query_timeout: ANSWER_TIMEOUT_MS }),
    onConnect: async (client) => void (await client.query(sessionSettings({ readOnly, isLong }))),
  });
  // A connection that breaks while nobody uses it is dropped; who uses one hears of it from the query.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  const nameOf = statementNames();
  return {
    connect: async () => lend(await pool.connect().catch(refuse), nameOf),
    end: () => pool.end(),
    options: {},
  };
}

/** What every connection of ours has in common. */
export function connectionSettings(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'docket',
    keepAlive: true,
    types: typeParsers,
  };
}

/**
 * Sent on each new connection, because the address, the role and the database may each bring
 * settings of their own, which would win over those that come with the connection.
 */
function sessionSettings({ readOnly, isLong }: { readOnly: boolean; isLong: boolean }): string {
  const limits = {
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
  };
  const settings = {
    timezone: 'UTC',
    datestyle: 'ISO',
    standard_conforming_strings: 'on',
    synchronous_commit: 'on',
    default_transaction_read_only: readOnly ? 'on' : 'off',
    ...Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, isLong ? 0 : value])),
  };
  return Object.entries(settings)
    .map(([name, value]) => `set ${name} = '${value}'`)
    .join('; ');
}

/**
 * A connection for a while. Queries with parameters are prepared once on each connection and are
 * known by name from then on. A connection on which anything failed is closed and not used again:
 * nothing is known of the state that it is in, and a new one costs some milliseconds.
 */
function lend(client: pg.PoolClient, nameOf: (text: string) => string | undefined): PostgresPoolClient {
  let failure: unknown;
  async function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (failure instanceof DriverError) throw failure; // or it would wait behind what is never answered
    try {
      const name = values.length > 0 ? nameOf(text) : undefined;
      const { command, rowCount, rows } = await client.query({ text, values: [...values], ...(name && { name }) });
      return { command: command as PostgresQueryResult<R>['command'], rowCount: rowCount ?? 0, rows };
    } catch (error) {
      failure = hasSqlState(error) ? error : lost(error);
      throw failure;
    }
  }
  return {
    query: query as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy || failure !== undefined),
  };
}

/** Names for the first shapes of query that come, which are those of every day. */
function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known || names.size >= STATEMENTS_KEPT) return known;
    const name = `docket_${names.size + 1}`;
    names.set(text, name);
    return name;
  };
}

function refuse(error: unknown): never {
  throw hasSqlState(error) ? error : lost(error);
}

/** What PostgreSQL itself says has a SQLSTATE; anything else comes from the connection. */
function hasSqlState(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code !== undefined;
}

/** SQLSTATE 08006: connection failure. */
function lost(cause: unknown): DriverError {
  const reason = cause instanceof Error ? cause.message || String(Reflect.get(cause, 'code')) : String(cause);
  return new DriverError(`PostgreSQL does not answer: ${reason}`, { code: '08006', cause });
}
