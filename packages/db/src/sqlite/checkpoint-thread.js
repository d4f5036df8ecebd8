import { workerData } from 'node:worker_threads';
import SqliteConnection from 'better-sqlite3';

// What checkpoints.ts runs in a thread. JavaScript, so that the thread need not load what strips types.

/** So long it waits for the write lock, and then keeps writers waiting when somebody reads. */
const WAITS_MS = 20;

/** Between two tries, writers go on. After the last one it waits for the next look. */
const TRIES = 10;
const PAUSE_MS = 50;

/** Pages that others write meanwhile. More are left when somebody reads what was there before. */
const FEW_PAGES = 1000;

const connection = new SqliteConnection(workerData.file, { fileMustExist: true, timeout: WAITS_MS });
try {
  for (let tries = 1; !isOver() && tries < TRIES; tries += 1) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
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
