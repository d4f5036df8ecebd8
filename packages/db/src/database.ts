import type { Kysely } from 'kysely';
import type { DatabaseLoad } from './observer.ts';
import type { Tables } from './tables.ts';

/** A handle for reading: its type offers no insert, update or delete. A `Writer` can be used wherever a `Reader` is asked for. */
export type Reader = Pick<Kysely<Tables>, 'selectFrom' | 'getExecutor'>;

/** A handle inside a transaction. */
export type Writer = Kysely<Tables>;

/** `Database.write`, while a snapshot is open. */
export type SnapshotWrite = <T>(work: (db: Writer) => Promise<T>) => Promise<T>;

export type Database = {
  /**
   * Reads what was committed, on connections that refuse to write (`:memory:` has only one connection, and its type
   * alone keeps it from writing).
   * Do not use it inside `write`: it does not see the open transaction, and with `:memory:` it waits for itself.
   * On SQLite, what another process commits may take a millisecond to be seen, and nothing can be streamed.
   */
  readonly read: Reader;
  /**
   * Reads as `read` does, for probes of health. On PostgreSQL it has a connection of its own, so that no call keeps a
   * probe waiting.
   */
  readonly probe: Reader;
  /**
   * Runs `work` in one transaction and answers with its result after the commit is on disk.
   * When `work` throws, everything is rolled back and the error is passed on.
   * Transactions run one after another, over all processes, so nothing slow may happen inside. One waits for its
   * turn at most 5 s for other processes on SQLite, and on PostgreSQL 3 s for others of this process and then 4 s
   * for other processes; after that it fails, and `isUnavailable` is true of the error.
   * When a statement fails, `work` must pass its error on: if it goes on instead, SQLite commits what else was
   * done, and PostgreSQL refuses every further statement and the commit.
   * PostgreSQL may roll one back for another's sake, and so may SQLite when the disk is full: then `work` runs
   * again, so it may change nothing but the database.
   *
   * On SQLite those that wait at the same time share one commit (`group-commit.ts`). Each sees what those before
   * it wrote, one that fails is undone alone, and an error too is passed on after the commit. If the commit
   * itself fails, all of them fail with it: so a short `work` must not use deferred foreign keys.
   * A write inside a write would wait for itself: SQLite refuses it at once, PostgreSQL when its time is up.
   * After `close` it fails.
   *
   * With `isLong`, it shares its commit with nobody. SQLite still waits at most 5 s for other processes; PostgreSQL waits
   * without limit for the write lock, and lets it work as long as statements come within a minute of each other.
   */
  write<T>(work: (db: Writer) => Promise<T>, options?: { isLong?: boolean }): Promise<T>;
  /**
   * Reads the whole database as of one moment, however long `work` takes and whatever others commit meanwhile.
   * What it has to write in the meantime, it writes with the `write` that it is given, and does not see it. With `:memory:`
   * nobody else writes meanwhile, and that is committed with the end of the snapshot.
   */
  snapshot<T>(work: (db: Reader, write: SnapshotWrite) => Promise<T>): Promise<T>;
  /**
   * Changes with every commit: at once with one of this process, and with those of others within a millisecond on SQLite
   * and half a second on PostgreSQL. Cheap.
   */
  changeMark(): number;
  /**
   * Calls the listener soon after anything was committed, by this process (at once) or any other (within a tenth of a
   * second on SQLite, mostly within milliseconds on PostgreSQL and at the latest after half a second). It may also be
   * called when nothing was, and once for several commits: look what is there. What it throws is ignored, and so is
   * what its promise is rejected with. Costs something only while somebody listens;
   * on PostgreSQL the first listener opens a connection that stays open until `close`.
   *
   * @returns what ends it; `close` does, too, and after it nobody is called
   */
  onChange(listener: () => void): () => void;
  /**
   * Whether the data can be read: on SQLite every page, index and reference is checked, on PostgreSQL every row
   * is read, but no index and no reference is checked. Reads the whole database.
   */
  isSound(): Promise<boolean>;
  /** How much is waiting and in use. Cheap. */
  load(): DatabaseLoad;
  /** May be called more than once. */
  close(): Promise<void>;
};

/** The database cannot be used as it is. `message` is one line that names the remedy. */
export class DatabaseError extends Error {
  override name = 'DatabaseError';
}

/** An error that our own code raises around a driver, with the SQLSTATE that fits. */
export class DriverError extends Error {
  override name = 'DriverError';
  readonly code: string;

  constructor(message: string, { code, cause }: { code: string; cause: unknown }) {
    super(message, { cause });
    this.code = code;
  }
}

/** The SQLSTATEs (postgresql.org/docs/current/errcodes-appendix.html) of errors that may go away by themselves. */
const PASSING_STATES = new RegExp(
  `^(${[
    '08', // the connection was lost or refused
    '25006', // a standby takes no writes until it is promoted
    '25P0[34]', // an idle or long transaction was ended: this process stood still
    '28', // the login is refused: a password is being changed
    '3D', // the database is missing: it is being restored
    '40', // rolled back for another transaction; whether a commit was done may be unknown
    '53', // disk, memory or connections are used up
    '55P03', // somebody keeps a lock for too long
    '57', // shutdown, start, crash, a statement that took too long or that an operator ended
    '58', // the system below fails, as SQLITE_IOERR says of files
  ].join('|')})`,
);

/**
 * Whether an error says that the database cannot do its work at the moment: another process holds
 * it for too long, the disk is full, the server is away. The same call may succeed later.
 */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  return /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN)/.test(code) || PASSING_STATES.test(code);
}

/** The code of an error, such as `SQLITE_BUSY` or a SQLSTATE; empty when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
