import type { Writer } from '../../../visibility/handles.ts';

/** Notes that a file is about to be in the store, and is to be taken out again then, unless it belongs to something. */
export async function noteLooseFile(db: Writer, file: { id: string; due_at: string }): Promise<void> {
  await db.insertInto('loose_file').values(file).execute();
}

/** These files belong to something now, or are not in the store any more. */
export async function forgetLooseFiles(db: Writer, ids: readonly string[]): Promise<void> {
  await db.deleteFrom('loose_file').where('id', 'in', ids).execute();
}
