import { nextTick } from 'node:process';
import type SqliteConnection from 'better-sqlite3';

/**
 * Lets statements that follow each other at once, those of one call, share one read transaction. SQLite
 * takes and drops a lock on the file for each transaction, and these two system calls cost as much as a
 * small statement; and all of them see the database at one moment.
 *
 * A transaction ends before anything else happens in the process: when no promise is left to go on, and
 * at the latest with a commit of this process. So whoever reads later sees what was committed before.
 */
export class ReadTurns {
  readonly #connection: SqliteConnection.Database;
  readonly #begin: SqliteConnection.Statement;
  readonly #commit: SqliteConnection.Statement;
  readonly #end = () => this.end();
  readonly #endWhenNoneIsLeft = () => nextTick(this.#end);
  #isOpen = false;

  constructor(connection: SqliteConnection.Database) {
    this.#connection = connection;
    this.#begin = connection.prepare('begin');
    this.#commit = connection.prepare('commit');
  }

  /** To be called before each statement. */
  join(): void {
    if (this.#isOpen) return;
    this.#begin.run();
    this.#isOpen = true;
    // What a microtask puts there is called when no other microtask is left (nodejs.org/api/process.html).
    queueMicrotask(this.#endWhenNoneIsLeft);
  }

  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (this.#connection.open) this.#commit.run();
  }
}
