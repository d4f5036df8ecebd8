import type { By, SignedInActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import { forgetDeletion, noteDeletion } from '../../../core/parts.ts';
import { refuseUnmet } from '../../../core/versions.ts';
import { type ActorWriter, unguarded, type Writer } from '../../../visibility/handles.ts';
import { takeOffMilestone } from '../../issue/commands/take-off.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { getMilestone } from '../queries/get.ts';

/**
 * Takes a milestone off the first of its issues. When it has more, nobody sees it from now on, and its title is free.
 * Answers whether all is done.
 *
 * @throws AppError `milestone_not_found`, `forbidden`, `project_archived`, `precondition_failed`
 */
export async function beginDeletion(db: ActorWriter, id: string, by: By<SignedInActor>): Promise<boolean> {
  const { actor, at } = by;
  const milestone = await getMilestone(db, id);
  const { title } = milestone;
  const project_id = milestone.project.id;
  requireRight(db, 'manage_content', { actor, project_id });
  refuseUnmet(milestone, by);
  const hasMore = await takeOffMilestone(db, { id, title }, by);
  if (hasMore) {
    // No title has such a character in it.
    const gone = { deleted_at: at, title_key: `\u0007${id}` };
    await db.updateTable('milestone').set(gone).where('id', '=', id).execute();
    await noteDeletion(db, { kind: 'milestone', subject_id: id }, by);
  } else {
    await db.deleteFrom('milestone').where('id', '=', id).execute();
  }
  const changes = [{ field: 'title', from: title, to: null }];
  await recordEvent(db, { type: 'milestone.deleted', subject_id: id, project_id, actor, at, data: { changes } });
  return !hasMore;
}

/** Takes a milestone that is being deleted off some more issues, and at last removes it. Answers whether all is done. */
export async function continueDeletion(db: Writer, id: string, by: By<SignedInActor>): Promise<boolean> {
  const milestone = await unguarded(db).selectFrom('milestone').select('title').where('id', '=', id).executeTakeFirst();
  if (!milestone) return true; // somebody else went on with it
  if (await takeOffMilestone(db, { id, title: milestone.title }, by)) return false;
  await db.deleteFrom('milestone').where('id', '=', id).execute();
  await forgetDeletion(db, id);
  return true;
}
