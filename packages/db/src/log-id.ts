import { randomBytes } from 'node:crypto';
import type { Writer } from './database.ts';

/** The name of a log of events: that of no other one, so that a position says in which log it is. */
export function newLogId(): string {
  return randomBytes(8).toString('hex');
}

/** A copy of a log is another log: both go on, and give the same positions to different events. */
export async function renameLog(db: Writer): Promise<void> {
  await db.updateTable('log').set({ id: newLogId() }).execute();
}
