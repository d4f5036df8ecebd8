import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type SqliteConnection from 'better-sqlite3';

/** How often we look. When nobody has committed between two looks, the database is quiet. */
const LOOK_EVERY_MS = 5000;

/** The log waits no longer than this, however busy the database is. */
const WAITS_AT_MOST_MS = 30_000;

/** As SQLite itself does it: the commit that makes the log this long moves it into the file (`wal_autocheckpoint`). */
const PAGES = 1000;

/** A log that has become longer, for somebody read for long, would hold up the event loop. It is left to a thread. */
const IN_PLACE_BYTES = 8 * 1024 * 1024;

/**
 * The first waits for nobody and lets others write meanwhile. The second takes the write lock, or gives up at once; it
 * finds next to nothing left to copy, and empties the log.
 */
const STATEMENTS = ['pragma wal_checkpoint(passive)', 'pragma wal_checkpoint(truncate)'];

type Checkpointed = {
  file: string;
  /** Writes, and never waits for locks. */
  connection: SqliteConnection.Database;
  /** Differs after each commit of any process. */
  changeMark(): number;
  /** Ends what this process reads: a log that is being read cannot be emptied. */
  endReads(): void;
};

/**
 * Moves what was written from SQLite's log into the file and empties the log, within ten seconds once nobody writes any
 * more, and else each half minute. So a copy of a quiet file alone has everything in it, and the log does not stay as long
 * as it became while somebody read for long. Nobody waits for it. The timer keeps no process alive.
 */
export class Checkpoints {
  readonly #of: Checkpointed;
  readonly #timer: NodeJS.Timeout;
  #seen: number | undefined;
  #waitsSince: number | undefined;
  #thread: Worker | undefined;
  #isLeftToThread = false;

  constructor(of: Checkpointed) {
    this.#of = of;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  /** Answers when none is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    if (!this.#thread) return;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.#thread.ref();
    this.#thread.once('exit', resolve);
    await promise;
  }

  #look(): void {
    try {
      const length = this.#logLength();
      if (length === 0) this.#waitsSince = undefined;
      this.#leaveToThread(length > IN_PLACE_BYTES);
      if (this.#isLeftToThread) this.#thread ??= this.#beginThread();
      else if (length > 0 && this.#isDue()) this.#checkpoint();
    } catch {
      // The disk is full or fails, or somebody writes: the next look may do better, and who writes is told what is wrong.
    }
  }

  #logLength(): number {
    return statSync(`${this.#of.file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  }

  #isDue(): boolean {
    const mark = this.#of.changeMark();
    const isQuiet = mark === this.#seen;
    this.#seen = mark;
    this.#waitsSince ??= performance.now();
    return isQuiet || performance.now() - this.#waitsSince > WAITS_AT_MOST_MS;
  }

  #checkpoint(): void {
    const { connection, endReads } = this.#of;
    if (connection.inTransaction) return;
    this.#waitsSince = undefined;
    endReads();
    for (const statement of STATEMENTS) connection.exec(statement);
  }

  /** Commits neither empty a log that the thread is to empty, nor wait for it. */
  #leaveToThread(isLong: boolean): void {
    if (isLong === this.#isLeftToThread) return;
    this.#of.connection.exec(`pragma wal_autocheckpoint = ${isLong ? 0 : PAGES}`);
    this.#isLeftToThread = isLong;
  }

  /** Where none can begin, commits empty the log until the next look. */
  #beginThread(): Worker | undefined {
    try {
      const workerData = { file: this.#of.file };
      const thread = new Worker(new URL('./checkpoint-thread.js', import.meta.url), { workerData });
      thread.unref();
      thread.once('error', () => this.#leaveToThread(false));
      thread.once('exit', () => this.#endThread());
      return thread;
    } catch {
      this.#leaveToThread(false);
      return;
    }
  }

  /** A log that it has emptied is SQLite's again at once: until the next look, it could grow as long as before. */
  #endThread(): void {
    this.#thread = undefined;
    try {
      if (this.#logLength() <= IN_PLACE_BYTES) this.#leaveToThread(false);
    } catch {
      // The disk fails: the next look may do better.
    }
  }
}
