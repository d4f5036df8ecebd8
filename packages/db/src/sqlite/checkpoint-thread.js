import { workerData } from 'node:worker_threads';
import SqliteConnection from 'better-sqlite3';

// What checkpoints.ts runs in a thread. JavaScript, so that the thread need not load what strips types.

/** So long at most it waits for the write lock, and a writer for it, before both try again. */
const WAITS_MS = 50;

/** It gives up until the next look. */
const ENDS_AFTER_MS = 4000;

/** Pages that others write meanwhile. More are left when somebody reads what was there before. */
const FEW_PAGES = 1000;

const connection = new SqliteConnection(workerData.file, { fileMustExist: true, timeout: WAITS_MS });
const end = performance.now() + ENDS_AFTER_MS;
try {
  while (!isOver() && performance.now() < end) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
} finally {
  connection.close();
}

/** Whether the log is empty, or cannot be emptied now. */
function isOver() {
  const [{ log, checkpointed }] = connection.pragma('wal_checkpoint(passive)');
  if (log - checkpointed > FEW_PAGES) return true;
  const [{ busy }] = connection.pragma('wal_checkpoint(truncate)');
  return busy === 0;
}
