import type { Writer } from '../../../visibility/handles.ts';

/** Keeps when a session was last used. */
export async function noteSessionUse(db: Writer, id: string, last_used_at: string): Promise<void> {
  await db.updateTable('session').set({ last_used_at }).where('id', '=', id).execute();
}
