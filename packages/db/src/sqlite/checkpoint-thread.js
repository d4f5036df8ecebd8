import { workerData } from 'node:worker_threads';
import SqliteConnection from 'better-sqlite3';

// What checkpoints.ts runs in a thread. JavaScript, so that the thread need not load what strips types.

const connection = new SqliteConnection(workerData.file, { fileMustExist: true, timeout: 0 });
try {
  for (const statement of workerData.statements) connection.exec(statement);
} finally {
  connection.close();
}
