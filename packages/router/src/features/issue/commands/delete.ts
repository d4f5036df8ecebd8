import type { By, SignedInActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import { refuseUnmet } from '../../../core/versions.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { getIssue, getIssueRow } from '../queries/get.ts';
import { unlistLinks } from './links.ts';
import { countInMilestone } from './milestone.ts';
import { countOut } from './number.ts';

/**
 * Puts an issue into the bin: it is gone for every caller, with all that is on it, until it is restored.
 *
 * @throws AppError `issue_not_found`, `forbidden`, `precondition_failed`
 */
export async function deleteIssue(db: ActorWriter, input: { id: string }, by: By<SignedInActor>): Promise<null> {
  const { actor, at } = by;
  const { id, project_id, status, author_id, milestone_id } = await getIssueRow(db, input.id);
  requireRight(db, 'delete_issues', { actor, project_id, people: { author_id } });
  if (by.conditions) refuseUnmet(await getIssue(db, id), by);
  await db.updateTable('issue').set({ deleted_at: at }).where('id', '=', id).execute();
  await unlistLinks(db, id);
  db.reindex(id);
  await countOut(db, { project_id, status });
  await countInMilestone(db, { milestone_id, status }, null);
  await recordEvent(db, { type: 'issue.deleted', subject_id: id, project_id, actor, at });
  return null;
}
