import { raisedVersion } from '@docket/db';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import { refuseUnmet } from '../../../core/versions.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { getRowOrBin } from '../queries/bin.ts';
import { getIssue } from '../queries/get.ts';
import { toIssues } from '../queries/rows.ts';
import type { Issue } from '../schema/issue.ts';
import { relistLinks } from './links.ts';
import { countInMilestone } from './milestone.ts';
import { countBack } from './number.ts';

/**
 * Takes an issue out of the bin, with all that it had. One that is not there stays as it is.
 *
 * @throws AppError `issue_not_found`, `forbidden`, `project_archived`, `precondition_failed`
 */
export async function restoreIssue(db: ActorWriter, input: { id: string }, by: By<SignedInActor>): Promise<Issue> {
  const { actor, at } = by;
  const row = await getRowOrBin(db, input.id);
  const { id, project_id, status, author_id, milestone_id } = row;
  requireRight(db, 'delete_issues', { actor, project_id, people: { author_id } });
  if (by.conditions) for (const present of await toIssues(db, [row])) refuseUnmet(present, by);
  if (row.binned_at === null) return getIssue(db, id);
  await db
    .updateTable('issue')
    .set({ deleted_at: null, ...raisedVersion(db, ['deleted_at']), updated_at: at })
    .where('id', '=', id)
    .execute();
  await relistLinks(db, row);
  db.reindex(id);
  await countBack(db, { project_id, status });
  await countInMilestone(db, null, { milestone_id, status });
  await recordEvent(db, { type: 'issue.restored', subject_id: id, project_id, actor, at });
  return getIssue(db, id);
}
