import { once } from 'node:events';
import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type SqliteConnection from 'better-sqlite3';

/** How often we look. When nobody has committed between two looks, the database is quiet. */
const LOOK_EVERY_MS = 5000;

/** The log waits no longer than this, however busy the database is. */
const WAITS_AT_MOST_MS = 30_000;

/**
 * What SQLite checkpoints by itself, in the commit that makes the log this long, or longer while somebody reads
 * (sqlite.org/pragma.html, `wal_autocheckpoint`). More than that would hold up the event loop, and goes into a thread.
 */
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
export function checkpointWhenQuiet({ file, connection, changeMark, endReads }: Checkpointed): {
  stop(): Promise<void>;
} {
  let seen: number | undefined;
  let waitsSince: number | undefined;
  let thread: Promise<void> | undefined;

  function isDue(): boolean {
    const mark = changeMark();
    const isQuiet = mark === seen;
    seen = mark;
    waitsSince ??= performance.now();
    return isQuiet || performance.now() - waitsSince > WAITS_AT_MOST_MS;
  }

  function look(): void {
    const length = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    if (length === 0) waitsSince = undefined;
    if (length === 0 || !isDue() || thread || connection.inTransaction) return;
    waitsSince = undefined;
    endReads();
    if (length > IN_PLACE_BYTES) thread = lookInThread();
    else for (const statement of STATEMENTS) connection.exec(statement);
  }

  async function lookInThread(): Promise<void> {
    await runInThread(file);
    thread = undefined;
  }

  const timer = setInterval(() => {
    try {
      look();
    } catch {
      // The disk is full or fails, or somebody writes: the next look may do better, and who writes is told what is wrong.
    }
  }, LOOK_EVERY_MS).unref();
  return {
    async stop() {
      clearInterval(timer);
      await thread;
    },
  };
}

/** Without an error: where no thread can begin, the next look tries again. */
async function runInThread(file: string): Promise<void> {
  try {
    const workerData = { file, statements: STATEMENTS };
    const thread = new Worker(new URL('./checkpoint-thread.js', import.meta.url), { workerData });
    thread.unref();
    await once(thread, 'exit'); // rejects with the thread's error
  } catch {}
}
