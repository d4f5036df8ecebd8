import type { By, SignedInActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import type { Writer } from '../../../visibility/handles.ts';
import { reactionsText, sumOf } from '../queries/counts.ts';
import type { Reactions } from '../schema/reactions.ts';

/** What is reacted to: an issue, or a comment on it. */
export type Subject = { issue_id: string; project_id: string; comment_id: string | null };

/**
 * Writes how many reactions there are now. The event says that they are others, and who looks at them reads them anew: the
 * history of the issue leaves it out, since each is no news.
 */
export async function writeCounts(
  db: Writer,
  { issue_id, project_id, comment_id }: Subject,
  reactions: Reactions,
  { actor, at }: By<SignedInActor>,
): Promise<void> {
  const text = reactionsText(reactions);
  if (comment_id === null) {
    const counts = { reactions: text, reaction_count: sumOf(reactions) };
    await db.updateTable('issue').set(counts).where('id', '=', issue_id).execute();
  } else {
    await db.updateTable('comment').set({ reactions: text }).where('id', '=', comment_id).execute();
    await db
      .updateTable('issue')
      .set({ reactions: '{}' })
      .where('id', '=', issue_id)
      .where('reactions', 'is', null)
      .execute();
  }
  const data = comment_id === null ? {} : { comment_id };
  await recordEvent(db, { type: 'reaction.changed', subject_id: issue_id, project_id, actor, at, data });
}
