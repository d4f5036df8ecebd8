import type { By, SignedInActor } from '../../../core/actor.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { findIssueNamed, getIssue } from '../../issue/queries/get.ts';
import type { Issue } from '../../issue/schema/issue.ts';
import { requireRight } from '../../project/queries/rights.ts';
import type { CreateRelation, Relation } from '../schema.ts';
import { relate } from './relate.ts';

/**
 * Makes an issue something to another one, which is seen from both sides. What it is already stays, with its time.
 *
 * @throws AppError `issue_not_found`, `forbidden`, `project_archived`, `validation_failed` for another issue that the actor
 *   does not see, or that cannot be related
 */
export async function createRelation(
  db: ActorWriter,
  { id, type, issue: key }: CreateRelation,
  by: By<SignedInActor>,
): Promise<Relation> {
  const issue = await getIssue(db, id);
  requireEditing(db, issue, by);
  const other = await findIssueNamed(db, 'issue', { key, than: issue });
  return relate(db, { issue, type, other, field: 'issue' }, by);
}

/** @throws AppError `forbidden`, `project_archived` */
export function requireEditing(db: ActorWriter, issue: Issue, { actor }: By<SignedInActor>): void {
  const people = { author_id: issue.author.id, assignee_ids: issue.assignees.map((assignee) => assignee.id) };
  requireRight(db, 'edit_issues', { actor, project_id: issue.project.id, people });
}
