import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteConnection from 'better-sqlite3';
import { DatabaseError } from '../database.ts';
import { makeFolder } from '../folders.ts';

/** The name of a database that lives in this process alone, and as long as its connection. */
export const MEMORY = ':memory:';

/** How long a writer waits for another process to finish its transaction. */
export const BUSY_TIMEOUT_MS = 5000;

/**
 * Opens a connection with our settings; one that may write makes the file when it is missing.
 *
 * @throws DatabaseError when the file cannot be opened, or is no database of ours
 */
export function connect(file: string, options: { readonly: boolean }): SqliteConnection.Database {
  try {
    if (file !== MEMORY && !options.readonly) makePrivateFile(file);
    const connection = new SqliteConnection(file, { ...options, timeout: BUSY_TIMEOUT_MS });
    return closeOnError(connection, () => {
      whenFree(() => refuseForeignFile(connection));
      configure(connection, file !== MEMORY);
      return connection;
    });
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseError(
      `The database ${file} cannot be opened (${reason}): check DATABASE_URL and DATA_DIR, and that the file is a Docket database in a folder where we may write`,
    );
  }
}

/** The file is its owner's alone, and SQLite gives its log the same mode: there are password hashes in it. */
function makePrivateFile(file: string): void {
  makeFolder(dirname(file));
  closeSync(openSync(file, 'a', 0o600));
}

/** Does what makes a connection useful, and closes it when that fails. */
export function closeOnError<T>(connection: SqliteConnection.Database, work: () => T): T {
  try {
    return work();
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Nothing is changed in another program's database: to write its settings would be a change already. */
function refuseForeignFile(connection: SqliteConnection.Database): void {
  const tables = connection.prepare("select name from sqlite_schema where type = 'table'").pluck().all();
  if (tables.length === 0 || tables.includes('kysely_migration')) return;
  throw new DatabaseError(
    `The database ${connection.name} belongs to another program (it has a table "${tables[0]}"): set DATABASE_URL to a file of our own`,
  );
}

/** The file keeps the first; the second makes sorting a little slower; the third is of use to who writes the log. */
const FOR_WRITERS = new Set(['journal_mode', 'temp_store', 'journal_size_limit']);

/** What the log keeps of its length when it begins anew, after somebody read for so long that it grew. */
const LOG_LIMIT_BYTES = 16 * 1024 * 1024;

/**
 * Sets what SQLite leaves open by default, on each connection, and reads every setting back,
 * since SQLite ignores a pragma that it does not know or cannot follow.
 *
 * - `synchronous=FULL`: in WAL mode only FULL syncs the log at each commit (sqlite.org/pragma.html),
 *   so only then an acknowledged write survives a power cut. better-sqlite3 opens at NORMAL.
 * - `temp_store=MEMORY`, where we write: SQLite notes what a savepoint may have to restore, after 64 KB in a temporary
 *   file (sqlite.org/tempfiles.html, "Statement Journal Files") that is never made smaller before the commit. In memory
 *   it is emptied with each savepoint; a migration's new index is sorted in memory, too.
 * - `journal_size_limit`, where we write: a log that has grown while somebody read would stay as long as it became.
 * - `trusted_schema=OFF`: a file from a stranger cannot call functions through its schema.
 */
function configure(connection: SqliteConnection.Database, isFile: boolean): void {
  const settings: [pragma: string, value: string, readsBackAs: string | number][] = [
    ['busy_timeout', String(BUSY_TIMEOUT_MS), BUSY_TIMEOUT_MS],
    ['journal_mode', isFile ? 'WAL' : 'MEMORY', isFile ? 'wal' : 'memory'],
    ['synchronous', 'FULL', 2],
    ['foreign_keys', 'ON', 1],
    ['temp_store', 'MEMORY', 2],
    ['trusted_schema', 'OFF', 0],
    ['journal_size_limit', String(LOG_LIMIT_BYTES), LOG_LIMIT_BYTES],
  ];
  for (const [pragma, value, expected] of settings) {
    if (connection.readonly && FOR_WRITERS.has(pragma)) continue;
    whenFree(() => connection.pragma(`${pragma} = ${value}`));
    const actual = connection.pragma(pragma, { simple: true });
    if (actual !== expected) {
      throw new DatabaseError(
        `The database ${connection.name} does not take ${pragma}=${value} (it stays at ${String(actual)}): keep it on a local disk`,
      );
    }
  }
}

/**
 * Repeats `work` while another process holds the file. SQLite fails at once, whatever busy_timeout
 * says, when two processes switch a fresh file to WAL together: waiting could be a deadlock there.
 */
function whenFree(work: () => void): void {
  const deadline = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      work();
      return;
    } catch (error) {
      const isBusy = error instanceof SqliteConnection.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!isBusy || performance.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10); // nothing else runs at start
    }
  }
}
