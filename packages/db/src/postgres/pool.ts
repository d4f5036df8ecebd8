import { Socket } from 'node:net';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { codeOf, DriverError, isUnavailable } from '../database.ts';
import { observedAsync, type PoolLoad, type RanStatement } from '../observer.ts';
import { type PreparedStatements, statementsOf } from './statements.ts';
import { typeParsers } from './values.ts';

/** How long a call waits for a connection of ours to be free, or for PostgreSQL to take a new one. */
const CONNECT_TIMEOUT_MS = 3000;

/** How long PostgreSQL may work on one statement. */
const STATEMENT_TIMEOUT_MS = 5000;

/** When we stop waiting for a server that says nothing. A call that meets one has failed after this and the time above. */
const ANSWER_TIMEOUT_MS = 6000;

/** How long it may wait for another program. Less than for a statement, so that the error says what it was that took too long. */
const LOCK_TIMEOUT_MS = 4000;

/** Whoever falls silent in the middle of a transaction would keep every other writer waiting. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;

/** SQLSTATE 08006: connection failure. */
const LOST = '08006';

/** SQLSTATE 53300: too many connections. */
const USED_UP = '53300';

/** How long closing waits for the queries under way, and for a server that says nothing. */
const CLOSE_AFTER_MS = 500;

/** Whether the machine of the server is still there is asked after so much silence; the system's own habit is hours. */
const KEEP_ALIVE_AFTER_MS = 10_000;

export type PoolOptions = {
  /** Connections at most. */
  max: number;
  /** What to say when a call waited for one of them in vain, though all are open: nothing is wrong with the network. */
  whenUsedUp: string;
  readOnly?: boolean;
  /** Statements may take as long as they must: a migration of a large table, a check of all data. */
  isLong?: boolean;
  /** Hears of each statement. */
  tell?: ((ran: RanStatement) => void) | undefined;
};

/** A pool of connections as Kysely wants it. No connection is made before it is needed. */
export function openPool(settings: pg.ClientConfig, options: PoolOptions): PostgresPool & { load(): PoolLoad } {
  const { max, whenUsedUp, readOnly = false, isLong = false, tell } = options;
  const sockets = socketsOfPool();
  const pool = new pg.Pool({
    ...connectionSettings(settings),
    stream: sockets.open,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...(!isLong && { query_timeout: ANSWER_TIMEOUT_MS }),
    async onConnect(client) {
      await client.query(sessionSettings({ readOnly, isLong }));
    },
  });
  // A connection that breaks while nobody uses it is dropped; who uses one hears of it from the query.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  let lent = 0;
  pool.on('acquire', () => {
    lent += 1;
  });
  pool.on('release', () => {
    lent -= 1;
  });
  function refuse(error: unknown): never {
    // pg-pool says the same of a server that takes no connection, but then one at least is not open yet.
    if (lent === max) throw new DriverError(whenUsedUp, { code: USED_UP, cause: error });
    throw isUnavailable(error) ? error : lost(error); // nothing can be done without one, whatever the reason
  }
  return {
    async connect() {
      const client = await pool.connect().catch(refuse);
      const lent = lend(client, statementsOf(client));
      return tell ? observedClient(lent, { isRead: readOnly, tell }) : lent;
    },
    load: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    end: () => sockets.closeWith(() => pool.end()),
    options: {},
  };
}

/** The sockets of a pool, which it would leave open for as long as a server that stands still does not close them. */
function socketsOfPool() {
  const sockets = new Set<Socket>();
  return {
    open(): Socket {
      const socket = new Socket();
      sockets.add(socket);
      return socket.once('close', () => sockets.delete(socket));
    },
    /** Answers when all are closed: by the pool, or else by us. */
    async closeWith(end: () => Promise<void>): Promise<void> {
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, CLOSE_AFTER_MS);
      await end();
      // Not `once` of node:events, which throws when a connection is cut meanwhile: it is closed all the same.
      await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
      clearTimeout(timer);
    },
  };
}

/** What every connection of ours has in common. An address may give it another name. */
export function connectionSettings(settings: pg.ClientConfig): pg.ClientConfig {
  return {
    application_name: 'docket',
    ...settings,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    types: typeParsers,
  };
}

/**
 * Our statements walk an index until they have a page. The planner cannot know that, and would rather read and sort all
 * that matches, or compile a query that ends after a millisecond. Nor would it keep a plan: one for the very values of a
 * call seems cheaper to it, and takes longer to make than to follow.
 */
const WALK_INDEXES = {
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  random_page_cost: 1.1, // of a disk without a head that moves
  max_parallel_workers_per_gather: 0,
  jit: 'off',
  plan_cache_mode: 'force_generic_plan',
};

/** The same for one transaction. */
export const WALKING: string = settingAll('set local', WALK_INDEXES);

/**
 * Sent on each new connection, because the address, the role and the database may each bring
 * settings of their own, which would win over those that come with the connection.
 */
function sessionSettings({ readOnly, isLong }: { readOnly: boolean; isLong: boolean }): string {
  const limits = {
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
  };
  const settings = {
    timezone: 'UTC',
    datestyle: 'ISO',
    standard_conforming_strings: 'on',
    synchronous_commit: 'on',
    default_transaction_isolation: 'read committed',
    default_transaction_read_only: readOnly ? 'on' : 'off',
    ...Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, isLong ? 0 : value])),
    ...(!isLong && WALK_INDEXES),
  };
  return settingAll('set', settings);
}

function settingAll(set: 'set' | 'set local', settings: Record<string, string | number>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${set} ${name} = '${value}'`)
    .join('; ');
}

/**
 * A connection for a while. Queries with parameters are prepared once on each connection and are
 * known by name from then on. A connection on which anything failed is closed and not used again:
 * nothing is known of the state that it is in, and a new one costs little. Of one that
 * PostgreSQL only told that a value is not acceptable, it is known.
 */
function lend(client: pg.PoolClient, statements: PreparedStatements): PostgresPoolClient {
  let failure: unknown;
  let isSpoiled = false;
  async function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (codeOf(failure) === LOST) throw failure; // or it would wait behind what is never answered
    const name = values.length > 0 && failure === undefined ? statements.nameOf(text) : undefined;
    try {
      const { command, rowCount, rows } = await client.query({ text, values: [...values], ...(name && { name }) });
      return { command: command as PostgresQueryResult<R>['command'], rowCount: rowCount ?? 0, rows };
    } catch (error) {
      failure = translate(error);
      isSpoiled ||= !isOfValues(failure);
      // Only a transaction has to begin anew; without its name, the query is prepared again.
      if (isStale(error) && client.getTransactionStatus() === 'I') return query(text, values);
      throw failure;
    }
  }
  return {
    query: query as PostgresPoolClient['query'],
    release(destroy) {
      const isOver = destroy || isSpoiled || statements.hasManyNames || client.getTransactionStatus() !== 'I';
      if (!isOver) statements.dropOldOnes(client);
      client.release(isOver);
    },
  };
}

type Telling = { isRead: boolean; tell: (ran: RanStatement) => void };

/** A connection of which each statement is told. */
function observedClient(client: PostgresPoolClient, { isRead, tell }: Telling): PostgresPoolClient {
  const query = (sql: string, values: readonly unknown[]) =>
    observedAsync({ sql, isRead }, tell, () => client.query(sql, values));
  return { query: query as PostgresPoolClient['query'], release: (destroy) => client.release(destroy) };
}

/** Data exceptions and violated constraints: what a caller can bring about at will, as by taking a name twice. */
function isOfValues(error: unknown): boolean {
  return /^2[23]/.test(codeOf(error));
}

/** What PostgreSQL itself says has a SQLSTATE; anything else comes from the connection. */
function translate(error: unknown): unknown {
  if (isStale(error)) return new DriverError('The columns of a query were changed', { code: '40001', cause: error });
  return error instanceof pg.DatabaseError && error.code !== undefined ? error : lost(error);
}

/** A migration of another process changed the columns of a query that this connection has prepared. */
function isStale(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.routine === 'RevalidateCachedQuery';
}

function lost(cause: unknown): DriverError {
  const reason = cause instanceof Error ? cause.message || codeOf(cause) : String(cause);
  return new DriverError(`PostgreSQL does not answer: ${reason}`, { code: LOST, cause });
}
