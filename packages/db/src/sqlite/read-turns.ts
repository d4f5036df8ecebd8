import type SqliteConnection from 'better-sqlite3';

/** A turn of the event loop that lasts longer is cut into several of these. */
const LONGEST_MS = 1;

/**
 * Lets the statements of one turn of the event loop share a read transaction. SQLite takes and drops a
 * lock on the file for each, and with its two system calls a transaction costs more than a small
 * statement; and all statements of a call see the database at one moment.
 *
 * A commit of this `Database` ends the transaction at once. What another process commits is seen by every
 * call that comes in afterwards, since the loop had heard of the calls of its turn before the turn began,
 * and by everybody after a millisecond.
 */
export class ReadTurns {
  readonly #connection: SqliteConnection.Database;
  readonly #statements: Record<'begin' | 'commit' | 'version', SqliteConnection.Statement>;
  readonly #end = () => this.end();
  /** When it began, if one is open. */
  #openSince: number | undefined;
  #version: number | undefined;

  constructor(connection: SqliteConnection.Database) {
    this.#connection = connection;
    this.#statements = {
      begin: connection.prepare('begin'),
      commit: connection.prepare('commit'),
      version: connection.prepare('pragma data_version').pluck(),
    };
  }

  /** To be called before each statement. */
  join(): void {
    const now = performance.now();
    if (this.#openSince !== undefined && now - this.#openSince <= LONGEST_MS) return;
    if (this.#openSince === undefined) setImmediate(this.#end);
    else this.end();
    this.#statements.begin.run();
    this.#openSince = now;
  }

  /** Counts what was committed until the turn began (sqlite.org/pragma.html, `data_version`). */
  version(): number {
    this.join();
    this.#version ??= this.#statements.version.get() as number;
    return this.#version;
  }

  /**
   * Never fails: after an error such as of a damaged page the commit fails too, in the midst of a call that has nothing to
   * do with it, or where nobody is there to be told. Nothing is lost, and who reads next meets what is wrong.
   */
  end(): void {
    if (this.#openSince === undefined) return;
    this.#openSince = undefined;
    this.#version = undefined;
    // After some errors, such as one of the disk, SQLite has ended it by itself (sqlite.org/lang_transaction.html).
    if (!this.#connection.inTransaction) return;
    try {
      this.#statements.commit.run();
    } catch {
      if (this.#connection.inTransaction) this.#connection.exec('rollback');
    }
  }
}
