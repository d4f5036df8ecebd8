/** A statement that has ended, well or badly. */
export type RanStatement = {
  /** With a placeholder for each value, so nobody's text is in it. */
  sql: string;
  /** Whether it ran on a connection that only reads. */
  isRead: boolean;
  /** When the driver got it, as `performance.now()` says it. */
  began: number;
  milliseconds: number;
};

/** Hears what a database does. What is left out costs nothing. It must not throw. */
export type DatabaseObserver = {
  statement?(ran: RanStatement): void;
  /** So many writes share a commit that is on disk. */
  commit?(writes: number): void;
};

/** What a database has to do at this moment. */
export type DatabaseLoad = {
  /** Writes that were asked for and have not begun. */
  writes_waiting: number;
  /** The connections to PostgreSQL, by what they are for. None on SQLite. */
  pools: Record<string, PoolLoad>;
};

/** `total` are open, `idle` of them are free, and `waiting` calls wait for one. */
export type PoolLoad = { total: number; idle: number; waiting: number };

type Statement = Pick<RanStatement, 'sql' | 'isRead'>;

/** Runs a statement, and tells how long it took. */
export function observed<T>(statement: Statement, tell: (ran: RanStatement) => void, run: () => T): T {
  const began = performance.now();
  try {
    return run();
  } finally {
    tell({ ...statement, began, milliseconds: performance.now() - began });
  }
}

/** The same for one whose answer comes later. */
export async function observedAsync<T>(
  statement: Statement,
  tell: (ran: RanStatement) => void,
  run: () => Promise<T>,
): Promise<T> {
  const began = performance.now();
  try {
    return await run();
  } finally {
    tell({ ...statement, began, milliseconds: performance.now() - began });
  }
}
