import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type SqliteConnection from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { codeOf, type Database, DatabaseError, type Reader, type Writer } from './database.ts';
import { runAtOnce } from './prepared.ts';
import { BUSY_TIMEOUT_MS, closeOnError, connect, MEMORY } from './sqlite-connection.ts';
import type { Tables } from './tables.ts';

/** How long a writer that found another process writing waits until it tries again, at most. */
const TRY_AGAIN_WITHIN_MS = 5;

/** Statements kept prepared per connection: more than the product has shapes of query. */
const STATEMENTS_KEPT = 500;

export type SqliteOptions = { mustExist?: boolean; isReadOnly?: boolean };

/**
 * Opens a SQLite file with one connection that writes and one that only reads, or, for `:memory:`,
 * one connection for both.
 *
 * @throws DatabaseError when the file can not be opened or is no database.
 */
export function openSqlite(file: string, { mustExist = false, isReadOnly = false }: SqliteOptions = {}): Database {
  const inMemory = file === MEMORY;
  if ((mustExist || isReadOnly) && !inMemory && !existsSync(file)) {
    const remedy = isReadOnly ? 'check the path in DATABASE_URL' : 'make it with "pnpm docket migrate up"';
    throw new DatabaseError(`There is no database ${file} yet: ${remedy}`);
  }
  const writer = connect(file, { readonly: isReadOnly && !inMemory });
  const write = kyselyOn(writer);
  const reader = inMemory ? writer : closeOnError(writer, () => connect(file, { readonly: true }));
  const read = inMemory ? write : kyselyOn(reader);
  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    if (read !== write) await closeKysely(read);
    await closeKysely(write);
  }
  return {
    read,
    write: (work) => inTransaction(write, writer, work),
    snapshot: (work) => (inMemory ? inTransaction(write, writer, work) : snapshotOf(file, work)),
    changeMark: changeMarkOf(reader, inMemory),
    isSound: () => isSound(read),
    close() {
      closed ??= close();
      return closed;
    },
  };
}

function kyselyOn(connection: SqliteConnection.Database): Kysely<Tables> {
  const prepare = keepStatements(connection);
  const kysely = new Kysely<Tables>({
    dialect: new SqliteDialect({ database: { prepare, close: () => connection.close() } }),
  });
  // In memory, who reads has to wait in Kysely's queue until a transaction has ended.
  if (!connection.memory) runAtOnce(kysely, (text, parameters) => runStatement(prepare(text), parameters));
  return kysely;
}

function runStatement(statement: SqliteConnection.Statement<unknown[]>, parameters: unknown[]): unknown[] {
  if (statement.reader) return statement.all(parameters);
  statement.run(parameters);
  return [];
}

/**
 * Kysely prepares a statement for every call, which costs 20–40 µs. Here each text is prepared
 * once; the least recently used statements are dropped first.
 */
function keepStatements(connection: SqliteConnection.Database) {
  const kept = new Map<string, SqliteConnection.Statement<unknown[]>>();
  return (text: string) => {
    const found = kept.get(text);
    // A statement that is being iterated can not be used a second time.
    if (found?.busy) return connection.prepare<unknown[]>(text);
    const statement = found ?? connection.prepare<unknown[]>(text);
    kept.delete(text);
    kept.set(text, statement);
    const oldest = kept.keys().next();
    if (kept.size > STATEMENTS_KEPT && !oldest.done) kept.delete(oldest.value);
    return statement;
  };
}

function inTransaction<T>(
  kysely: Kysely<Tables>,
  connection: SqliteConnection.Database,
  work: (db: Writer) => Promise<T>,
): Promise<T> {
  return kysely.connection().execute(async (db) => {
    await begin(connection);
    try {
      const result = await work(db);
      await sql`commit`.execute(db);
      return result;
    } catch (error) {
      // After some errors, such as a full disk, SQLite has rolled back by itself.
      if (connection.inTransaction) await sql`rollback`.execute(db);
      throw error;
    }
  });
}

/** On a connection of its own, so that others can read and write meanwhile. */
async function snapshotOf<T>(file: string, work: (db: Reader) => Promise<T>): Promise<T> {
  const own = kyselyOn(connect(file, { readonly: true }));
  try {
    return await own.transaction().execute(async (db) => {
      await sql`select count(*) from sqlite_schema`.execute(db); // the first that is read fixes what is seen
      return work(db);
    });
  } finally {
    await closeKysely(own);
  }
}

/**
 * `BEGIN IMMEDIATE` takes the write lock at once, so that a transaction never fails half way through because another
 * process wrote first. While another process has the lock, we wait out here: SQLite would wait inside, for up to 100 ms
 * between two tries, and this process would answer nobody meanwhile.
 */
async function begin(connection: SqliteConnection.Database): Promise<void> {
  const deadline = performance.now() + BUSY_TIMEOUT_MS;
  connection.pragma('busy_timeout = 0');
  try {
    while (!tryToBegin(connection, deadline)) await wait(Math.random() * TRY_AGAIN_WITHIN_MS);
  } finally {
    connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }
}

function tryToBegin(connection: SqliteConnection.Database, deadline: number): boolean {
  try {
    connection.exec('begin immediate');
    return true;
  } catch (error) {
    if (!codeOf(error).startsWith('SQLITE_BUSY') || performance.now() > deadline) throw error;
    return false;
  }
}

/** `data_version` counts what others commit (sqlite.org/pragma.html); in memory there is nobody else. */
function changeMarkOf(connection: SqliteConnection.Database, inMemory: boolean): () => number {
  const statement = connection.prepare(inMemory ? 'select total_changes()' : 'pragma data_version').pluck();
  return () => statement.get() as number;
}

async function isSound(read: Reader): Promise<boolean> {
  try {
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(read);
    const dangling = await sql`pragma foreign_key_check`.execute(read);
    return rows[0]?.integrity_check === 'ok' && dangling.rows.length === 0;
  } catch (error) {
    if (codeOf(error) === 'SQLITE_CORRUPT') return false; // at some damage it gives up
    throw error;
  }
}

/** Kysely opens its driver at the first query, and closes only what it has opened. */
async function closeKysely(kysely: Kysely<Tables>): Promise<void> {
  await sql`select 1`.execute(kysely);
  await kysely.destroy();
}
