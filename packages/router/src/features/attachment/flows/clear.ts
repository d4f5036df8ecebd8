import type { Database } from '@docket/db';
import type { FileStore } from '../../../files/store.ts';
import { forgetLooseFiles } from '../commands/loose.ts';
import { looseFiles } from '../queries/loose.ts';

/** Takes files out of the store that belong to nothing: those that were deleted, and uploads that were never ended. */
export async function clearLooseFiles(
  { read, write }: Database,
  { store, at, stop }: { store: FileStore; at: string; stop: AbortSignal },
): Promise<void> {
  for (let due = await looseFiles(read, at); due.length > 0 && !stop.aborted; due = await looseFiles(read, at)) {
    for (const id of due) await store.delete(id);
    await write((db) => forgetLooseFiles(db, due));
  }
}
