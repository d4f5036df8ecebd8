import { existsSync } from 'node:fs';
import type SqliteConnection from 'better-sqlite3';
import { Kysely, SqliteDialect, SqliteQueryCompiler, sql } from 'kysely';
import { ChangeListeners } from '../change-listeners.ts';
import { codeOf, type Database, DatabaseError, type Reader, type SnapshotWrite } from '../database.ts';
import type { DatabaseObserver } from '../observer.ts';
import { runAtOnce } from '../prepared.ts';
import type { Tables } from '../tables.ts';
import { Checkpoints } from './checkpoints.ts';
import { closeOnError, connect, MEMORY } from './connection.ts';
import { guardFile } from './file-guard.ts';
import { GroupCommit } from './group-commit.ts';
import { ReadTurns } from './read-turns.ts';
import { type Prepare, preparing } from './statements.ts';

/** How often we look for what other processes have committed, while somebody wants to hear of it. */
const LOOK_FOR_CHANGES_MS = 100;

export type SqliteOptions = { mustExist?: boolean; isReadOnly?: boolean; observer?: DatabaseObserver };

/**
 * Opens a SQLite file with one connection that writes and one that only reads, or, for `:memory:`,
 * one connection for both.
 *
 * @throws DatabaseError when the file cannot be opened or is no database.
 */
export function openSqlite(
  file: string,
  { mustExist = false, isReadOnly = false, observer = {} }: SqliteOptions = {},
): Database {
  const inMemory = file === MEMORY;
  if ((mustExist || isReadOnly) && !inMemory) refuseMissing(file, isReadOnly);
  const { writer, prepare, write, reader, read, turns, guard } = openConnections(file, { isReadOnly, observer });
  const changeMark = turns ? () => turns.version() : changesIn(reader);
  // In memory there is nobody else who commits.
  const listeners = new ChangeListeners(turns ? () => watchOthers(changeMark, () => listeners.notify()) : undefined);
  const endReads = () => turns?.end();
  const connection = withoutWaiting(writer);
  const commits = new GroupCommit(write, {
    connection,
    prepare,
    endReads,
    committed(writes) {
      observer.commit?.(writes);
      listeners.notify();
    },
  });
  const canWrite = !inMemory && !isReadOnly;
  const checkpoints = canWrite ? new Checkpoints({ file, connection, changeMark, endReads }) : undefined;
  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    listeners.close();
    guard?.stop();
    const written = commits.close(); // at once: whoever comes from here on is refused
    if (read !== write) await closeKysely(read);
    await Promise.all([written, checkpoints?.stop()]);
    await closeKysely(write);
  }
  return {
    read,
    probe: read,
    async write(work, { isLong = false } = {}) {
      guard?.requireFile();
      return commits.write(work, isLong);
    },
    async snapshot(work) {
      guard?.requireFile();
      return inMemory ? snapshotInMemory(commits, work) : snapshotOf(file, commits, work);
    },
    changeMark,
    onChange: (listener) => listeners.add(listener),
    isSound: () => isSound(read),
    load: () => ({ writes_waiting: commits.waiting, pools: {} }),
    close() {
      closed ??= close();
      return closed;
    },
  };
}

/** In memory, one connection for both, and neither turns nor a file. */
function openConnections(file: string, { isReadOnly, observer }: Required<Omit<SqliteOptions, 'mustExist'>>) {
  const writer = connect(file, { readonly: isReadOnly && file !== MEMORY });
  const prepare = preparing(writer, observer.statement);
  const write = kyselyOn(writer, prepare);
  if (file === MEMORY) return { writer, prepare, write, reader: writer, read: write };
  const reader = closeOnError(writer, () => connect(file, { readonly: true }));
  const turns = new ReadTurns(reader);
  const guard = guardFile(file);
  const prepareRead = preparing(reader, observer.statement);
  const guarded: Prepare = (text) => {
    guard.requireFile();
    return prepareRead(text);
  };
  return { writer, prepare, write, reader, read: kyselyOn(reader, guarded, turns), turns, guard };
}

function refuseMissing(file: string, isReadOnly: boolean): void {
  if (existsSync(file)) return;
  const remedy = isReadOnly ? 'check the path in DATABASE_URL' : 'make it with "./docket migrate up"';
  throw new DatabaseError(`There is no database ${file} yet: ${remedy}`);
}

/**
 * Writes `+?` for a value. SQLite compiles a statement again whenever one of its bare `?` gets a value
 * that may be worth another plan, at each call of a join or with a limit (sqlite.org/c3ref/prepare.html,
 * `sqlite3_prepare_v2`), for a plan that stays the same. The plus changes nothing else.
 */
class QueryCompiler extends SqliteQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return '+?';
  }
}

class Dialect extends SqliteDialect {
  override createQueryCompiler(): QueryCompiler {
    return new QueryCompiler();
  }
}

function kyselyOn(connection: SqliteConnection.Database, prepare: Prepare, turns?: ReadTurns): Kysely<Tables> {
  const kysely = new Kysely<Tables>({
    dialect: new Dialect({ database: { prepare, close: () => connection.close() } }),
  });
  // In memory, who reads has to wait in Kysely's queue until a transaction has ended.
  if (connection.memory) return kysely;
  runAtOnce(kysely, (text, parameters) => {
    const statement = prepare(text);
    turns?.join();
    if (statement.reader) return statement.all(parameters);
    statement.run(parameters);
    return [];
  });
  return kysely;
}

/** The writer waits for locks outside of SQLite, at the begin of a transaction, and needs no more after that. */
function withoutWaiting(connection: SqliteConnection.Database): SqliteConnection.Database {
  connection.pragma('busy_timeout = 0');
  return connection;
}

type SnapshotWork<T> = (db: Reader, write: SnapshotWrite) => Promise<T>;

/** A transaction that may write, on the one connection. */
function snapshotInMemory<T>(commits: GroupCommit, work: SnapshotWork<T>): Promise<T> {
  return commits.write((db) => work(db, (aside) => aside(db)), true);
}

/** On a connection of its own, so that others can read and write meanwhile. */
async function snapshotOf<T>(file: string, commits: GroupCommit, work: SnapshotWork<T>): Promise<T> {
  const connection = connect(file, { readonly: true });
  const own = kyselyOn(connection, preparing(connection));
  try {
    return await own.transaction().execute(async (db) => {
      await sql`select count(*) from sqlite_schema`.execute(db); // the first that is read fixes what is seen
      return work(db, (aside) => commits.write(aside));
    });
  } finally {
    await closeKysely(own);
  }
}

/** SQLite tells nobody of a commit of another process, so it is asked. */
function watchOthers(changeMark: () => number, notify: () => void): () => void {
  let seen = look(changeMark);
  const timer = setInterval(() => {
    const mark = look(changeMark);
    if (mark !== seen) notify();
    seen = mark;
  }, LOOK_FOR_CHANGES_MS).unref();
  return () => clearInterval(timer);
}

/** @returns nothing when the file cannot be read: who is told of that, as of a change, reads and meets what is wrong */
function look(changeMark: () => number): number | undefined {
  try {
    return changeMark();
  } catch {
    return;
  }
}

function changesIn(memory: SqliteConnection.Database): () => number {
  const statement = memory.prepare('select total_changes()').pluck();
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
