import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** A handle that can read and nothing else. A `Writer` can be used wherever a `Reader` is asked for. */
export type Reader = Pick<Kysely<Tables>, 'selectFrom' | 'introspection' | 'getExecutor'>;

/** A handle inside a transaction. */
export type Writer = Kysely<Tables>;

export type Database = {
  /**
   * Reads what was committed, on connections that refuse to write (`:memory:` has only one connection, and its type
   * alone keeps it from writing).
   * Do not use it inside `write`: it does not see what the transaction has done so far.
   */
  readonly read: Reader;
  /**
   * Runs `work` in one transaction and answers with its result after the commit is on disk.
   * When `work` throws, everything is rolled back and the error is passed on.
   * Transactions run one after another, so nothing slow may happen inside.
   */
  write<T>(work: (db: Writer) => Promise<T>): Promise<T>;
  /**
   * Differs from an earlier one when anything was committed in between, by this process or any other.
   * What was read before is still true as long as the mark is the same. Costs a microsecond.
   */
  changeMark(): number;
  /** Whether every page and every reference is sound. Reads the whole database. */
  isSound(): Promise<boolean>;
  /** May be called more than once. */
  close(): Promise<void>;
};

/** The database can not be used as it is. `message` is one line that names the remedy. */
export class DatabaseError extends Error {
  override name = 'DatabaseError';
}

/**
 * Whether an error says that the database can not do its work at the moment: another process holds
 * it for too long, or the disk is full. The same call may succeed later.
 */
export function isUnavailable(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN)/.test(codeOf(error));
}

/** The code that an engine gives its errors, such as `SQLITE_BUSY`; empty for any other error. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
