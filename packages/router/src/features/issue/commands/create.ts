import { type Bound, MAIN_PROJECT_ID, type Tables } from '@docket/db';
import type { Insertable } from 'kysely';
import { type By, requireUser, type SignedInActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import { newId } from '../../../core/ids.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { getIssueWith } from '../queries/get.ts';
import type { CreateIssue, Issue } from '../schema.ts';
import { addAssignees, addLabels, labelsNamed, usersToAssign } from './links.ts';
import { drawNumber, NEXT_SERIAL } from './number.ts';

/** @throws AppError `user_required`, `validation_failed` for a label or assignee that does not exist */
export async function createIssue(db: ActorWriter, input: CreateIssue, by: By<SignedInActor>): Promise<Issue> {
  const { actor, at } = by;
  const author = requireUser(actor);
  const issue = {
    id: newId(),
    project_id: MAIN_PROJECT_ID,
    created_at: at,
    status: 'open' as const,
    priority: input.priority,
  };
  const labels = await labelsNamed(db, input.labels);
  const assignees = await usersToAssign(db, { keys: input.assignees }, by);
  await insertIssue(db, {
    ...issue,
    number: await drawNumber(db, issue),
    title: input.title,
    description: input.description,
    author_id: author.id,
    version: 1,
    updated_at: at,
    assignee_count: assignees.length,
  });
  await addLabels(db, issue, labels);
  await addAssignees(db, issue, assignees);
  await recordEvent(db, { type: 'issue.created', subject_id: issue.id, project_id: issue.project_id, actor, at });
  return getIssueWith(db, issue.id, { labels, assignees });
}

const insertIssue = prepared((db: ActorWriter, row: Bound<Omit<Insertable<Tables['issue']>, 'serial'>>) =>
  db.insertInto('issue').values({ ...row, serial: NEXT_SERIAL }),
);
