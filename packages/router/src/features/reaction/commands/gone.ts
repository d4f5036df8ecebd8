import type { Writer } from '../../../visibility/handles.ts';

/** A comment that is deleted takes the reactions to it along. */
export async function deleteReactionsTo(db: Writer, comment_id: string): Promise<void> {
  await db.deleteFrom('reaction').where('comment_id', '=', comment_id).execute();
}
