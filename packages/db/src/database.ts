import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** A handle that can read and nothing else. A `Writer` can be used wherever a `Reader` is asked for. */
export type Reader = Pick<Kysely<Tables>, 'selectFrom' | 'with' | 'fn' | 'introspection' | 'getExecutor'>;

/** A handle inside a transaction. */
export type Writer = Kysely<Tables>;

export type Database = {
  /**
   * Reads what was committed, on connections that refuse to write.
   * Do not use it inside `write`: it does not see what the transaction has done so far.
   */
  readonly read: Reader;
  /**
   * Runs `work` in one transaction and answers with its result after the commit is on disk.
   * When `work` throws, everything is rolled back and the error is passed on.
   * Transactions run one after another, so nothing slow may happen inside.
   */
  write<T>(work: (db: Writer) => Promise<T>): Promise<T>;
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
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN)/.test(code);
}
