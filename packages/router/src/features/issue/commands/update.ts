import { raisedVersion } from '@docket/db';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { changesBetween } from '../../../core/changes.ts';
import { recordEvent } from '../../../core/events.ts';
import { refuseLostUpdate } from '../../../core/versions.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { getIssue, getIssueWith } from '../queries/get.ts';
import type { Issue, UpdateIssue } from '../schema.ts';
import { snapshot } from './history.ts';
import { labelsNamed, restateLinks, setAssignees, setLabels, usersToAssign } from './links.ts';
import { recount } from './number.ts';

/**
 * Changes the fields that are given, and nothing else.
 *
 * @throws AppError `issue_not_found`, `forbidden`, `user_required` when a script assigns `me`,
 * `precondition_failed`, `validation_failed` for a label or assignee that does not exist
 */
export async function updateIssue(db: ActorWriter, input: UpdateIssue, by: By<SignedInActor>): Promise<Issue> {
  const before = await getIssue(db, input.id);
  const { id } = before;
  const project_id = before.project.id;
  requireRight(db, 'edit_issues', { actor: by.actor, project_id, people: concerned(before) });
  const { labels, assignees } = input;
  const linked = {
    labels: labels ? await labelsNamed(db, labels) : before.labels,
    assignees: assignees ? await usersToAssign(db, { keys: assignees, before }, by) : before.assignees,
  };
  const columns = {
    title: input.title ?? before.title,
    description: input.description ?? before.description,
    priority: input.priority ?? before.priority,
    status: input.status ?? before.status,
  };
  const issue = { ...before, ...columns, project_id };
  const changes = changesBetween(snapshot(before), snapshot({ ...issue, ...linked }));
  await refuseLostUpdate(db, { in: 'issue', current: before, version: input.version, changes }, by);
  if (changes.length === 0) return before;
  if (labels) await setLabels(db, issue, linked.labels);
  if (assignees) await setAssignees(db, issue, linked.assignees);
  if (issue.status !== before.status || issue.priority !== before.priority) await restateLinks(db, issue);
  if (issue.status !== before.status) await recount(db, issue, before.status);

  const { actor, at } = by;
  const fields = changes.map(({ field }) => field);
  const closed_at = columns.status === 'closed' ? (before.closed_at ?? at) : null;
  await db
    .updateTable('issue')
    .set({
      ...columns,
      closed_at,
      assignee_count: linked.assignees.length,
      ...raisedVersion(db, fields),
      updated_at: at,
    })
    .where('id', '=', id)
    .execute();
  await recordEvent(db, { type: 'issue.updated', subject_id: id, project_id, actor, at, data: { changes } });
  return getIssueWith(db, id, linked);
}

function concerned(issue: Issue) {
  return { author_id: issue.author.id, assignee_ids: issue.assignees.map((assignee) => assignee.id) };
}
