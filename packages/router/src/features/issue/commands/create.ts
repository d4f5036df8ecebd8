import type { Bound, Tables } from '@docket/db';
import type { Insertable } from 'kysely';
import { type By, requireUser, type SignedInActor } from '../../../core/actor.ts';
import { hashContent } from '../../../core/canonical-json.ts';
import { AppError } from '../../../core/errors.ts';
import { recordEvent } from '../../../core/events.ts';
import { newId } from '../../../core/ids.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { isKnownSubject } from '../../event/queries/known.ts';
import { projectNamed } from '../../project/queries/keys.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { NO_CHILDREN } from '../queries/children.ts';
import { dueColumns } from '../queries/due.ts';
import { findMade, getIssueWith } from '../queries/get.ts';
import type { Issue } from '../schema/issue.ts';
import type { CreateIssue } from '../schema/write.ts';
import { contentOf } from './content.ts';
import { addAssignees, addLabels } from './links.ts';
import { countInMilestone, milestoneNamed } from './milestone.ts';
import { drawNumber, NEXT_SERIAL } from './number.ts';
import { countAtParent, parentNamed } from './parent.ts';

/** As an issue of one's own id was known by before it could be left out: it is known by the same still. */
const LEFT_OUT = { priority: 'medium', labels: [], assignees: [] };

/**
 * Makes an issue. With an id of the author's making, a repeat with the same content makes none, and gives the issue as
 * it is now.
 *
 * @throws AppError `user_required`, `forbidden`, `project_archived`, `id_taken`, `validation_failed` for what it names and is not there
 */
export async function createIssue(db: ActorWriter, input: CreateIssue, by: By<SignedInActor>): Promise<Issue> {
  const { actor, at } = by;
  const author = requireUser(actor);
  const { id = newId(), ...content } = input;
  const content_hash =
    input.id === undefined ? null : hashContent(input.template === undefined ? { ...LEFT_OUT, ...content } : content);
  if (content_hash !== null) {
    const made = await findMade(db, { id, author_id: author.id, content_hash });
    if (made) return made;
    if (await isKnownSubject(db, id)) throw new AppError('id_taken');
  }
  const project_id = await projectNamed(db, input.project);
  requireRight(db, 'create_issues', { actor, project_id });
  const { title, description, priority, labels, assignees } = await contentOf(db, { input, project_id }, by);
  const issue = { id, project_id, created_at: at, status: 'open' as const, priority };
  const milestone = await milestoneNamed(db, input.milestone ?? null, project_id);
  const milestone_id = milestone?.id ?? null;
  const parent = await parentNamed(db, input.parent ?? null);
  const serial = await insertIssue(db, {
    ...issue,
    number: await drawNumber(db, issue),
    title,
    description,
    author_id: author.id,
    version: 1,
    updated_at: at,
    assignee_count: assignees.length,
    milestone_id,
    ...dueColumns(input.due_on ?? null),
    parent_id: parent?.id ?? null,
    content_hash,
  });
  await countInMilestone(db, null, { milestone_id, status: issue.status });
  await countAtParent(db, null, parent?.id ?? null);
  await addLabels(db, issue, labels);
  await addAssignees(db, issue, assignees);
  db.indexNew(id, { serial, project_id, title, description, labels: labels.map(({ name }) => name) });
  await recordEvent(db, { type: 'issue.created', subject_id: issue.id, project_id: issue.project_id, actor, at });
  return getIssueWith(db, issue.id, { labels, assignees, milestone, parent, children: NO_CHILDREN, attachments: [] });
}

type NewIssue = Omit<Insertable<Tables['issue']>, 'serial'>;

/** Its serial. */
async function insertIssue(db: ActorWriter, row: NewIssue): Promise<number> {
  const [made] = await insertRow(db, row);
  if (!made) throw new Error(`The issue ${row.id} was not inserted`);
  return made.serial;
}

const insertRow = prepared((db: ActorWriter, row: Bound<NewIssue>) =>
  db
    .insertInto('issue')
    .values({ ...row, serial: NEXT_SERIAL })
    .returning('serial'),
);
