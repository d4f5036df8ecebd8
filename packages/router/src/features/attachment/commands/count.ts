import type { Writer } from '../../../visibility/handles.ts';

type Change = { issue_id: string; project_id: string; files: number; bytes: number };

/** Counts files that come to an issue or, where the numbers are below zero, go from it. */
export async function countFiles(db: Writer, { issue_id, project_id, files, bytes }: Change): Promise<void> {
  await db
    .updateTable('issue')
    .set((eb) => ({ attachment_count: eb('attachment_count', '+', files) }))
    .where('id', '=', issue_id)
    .execute();
  await countBytes(db, project_id, bytes);
}

/** The same for the bytes in a project alone. */
export async function countBytes(db: Writer, project_id: string, bytes: number): Promise<void> {
  await db
    .updateTable('issue_counter')
    .set((eb) => ({ file_bytes: eb('file_bytes', '+', bytes) }))
    .where('project_id', '=', project_id)
    .execute();
}
