import { raisedVersion } from '@docket/db';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { changesBetween } from '../../../core/changes.ts';
import { type Change, recordEvent } from '../../../core/events.ts';
import { refuseLostUpdate } from '../../../core/versions.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { requireRight } from '../../project/queries/rights.ts';
import type { Project } from '../../project/schema.ts';
import { relate } from '../../relation/commands/relate.ts';
import { dueColumns } from '../queries/due.ts';
import { getIssue, getIssueWith } from '../queries/get.ts';
import type { Issue } from '../schema/issue.ts';
import type { UpdateIssue } from '../schema/write.ts';
import { duplicateNamed, reasonFor, storedReason } from './closing.ts';
import { snapshot } from './history.ts';
import { restateLinks, setAssignees, setLabels } from './links.ts';
import { assigneesAsked, type ListChanges, labelsAsked } from './lists.ts';
import { countInMilestone, milestoneNamed } from './milestone.ts';
import { moveIssue, targetOf } from './move.ts';
import { recount } from './number.ts';
import { countAtParent, formerParent, parentNamed, storedParent, unseenParent } from './parent.ts';

/**
 * Changes the fields that are given, and nothing else. With another project it moves the issue.
 *
 * @throws AppError `issue_not_found`, `forbidden`, `user_required` when a script assigns `me`, `project_archived`,
 * `precondition_failed`, `visibility_unconfirmed`, `validation_failed` for a label, assignee, project or issue that does not exist
 */
export async function updateIssue(db: ActorWriter, input: UpdateIssue, by: By<SignedInActor>): Promise<Issue> {
  return (await changeIssue(db, input, by)).issue;
}

/** What an edit of many issues says of each, beside what an edit of one can. */
export type IssueChange = UpdateIssue &
  ListChanges & {
    /** When it was closed, of one that is closed again as it was. */
    closed_at?: string | undefined;
    /** The id of what it was part of, of one that is put back: whether or not the actor sees that. */
    parent_id?: string | null | undefined;
  };

type Changed = {
  before: Issue;
  issue: Issue;
  changes: Change[];
  /** The id of what it was part of, where that was changed: also when the actor does not see it. */
  former_parent?: string | null | undefined;
};

/**
 * As `updateIssue`, and says what was changed.
 *
 * @throws AppError as `updateIssue`
 */
export async function changeIssue(db: ActorWriter, input: IssueChange, by: By<SignedInActor>): Promise<Changed> {
  const before = await getIssue(db, input.id);
  requireRight(db, 'edit_issues', { actor: by.actor, project_id: before.project.id, people: concerned(before) });
  const target = await targetOf(db, { before, input }, by);
  const asked = await askedFor(db, { before, input, target }, by);
  const edit = { current: before, version: input.version, changes: changesBetween(snapshot(before), snapshot(asked)) };
  await refuseLostUpdate(db, { in: 'issue', ...edit }, by);
  const duplicated = await duplicateNamed(db, { before, input });
  const isConfirmed = input.confirm_visibility === true;
  const issue = target ? await moveIssue(db, asked, { before, target, isConfirmed }) : asked;
  const unchanged = { before, issue: before, changes: [] };
  const written =
    edit.changes.length > 0 ? await writeIssue(db, { before, issue, parent_id: input.parent_id }, by) : unchanged;
  if (duplicated)
    await relate(db, { issue: written.issue, type: 'duplicates', other: duplicated, field: 'duplicate_of' }, by);
  return written;
}

/** Fields of which the index has the words. */
const IN_WORDS = ['title', 'description', 'labels', 'project'];

type Edit = { before: Issue; input: IssueChange; target: Project | undefined };

/** The issue as its caller wants it. Its key there is still to be drawn. */
async function askedFor(db: ActorWriter, { before, input, target }: Edit, by: By<SignedInActor>): Promise<Issue> {
  const { milestone } = input;
  const { id: project_id } = target ?? before.project;
  return {
    ...before,
    key: target?.key ?? before.key,
    title: input.title ?? before.title,
    description: input.description ?? before.description,
    priority: input.priority ?? before.priority,
    status: input.status ?? before.status,
    closed_reason: reasonFor({ before, input }),
    closed_at: before.closed_at ?? input.closed_at ?? null,
    labels: await labelsAsked(db, { before, input, project_id }),
    assignees: await assigneesAsked(db, { before, input, project_id }, by),
    due_on: input.due_on === undefined ? before.due_on : input.due_on,
    parent: await parentAsked(db, { before, input }),
    milestone: milestone === undefined ? before.milestone : await milestoneNamed(db, milestone, project_id),
  };
}

async function parentAsked(db: ActorWriter, { before, input }: Omit<Edit, 'target'>): Promise<Issue['parent']> {
  const { parent, parent_id } = input;
  if (parent_id !== undefined) return formerParent(db, parent_id, before);
  return parent === undefined ? before.parent : parentNamed(db, parent, before);
}

type Written = Pick<IssueChange, 'parent_id'> & { before: Issue; issue: Issue };

async function writeIssue(
  db: ActorWriter,
  { before, issue, parent_id }: Written,
  { actor, at, bulk_id }: By<SignedInActor>,
): Promise<Changed> {
  const { id, number, title, description, priority, status } = issue;
  const project_id = issue.project.id;
  const linked = { ...issue, project_id };
  const changes = changesBetween(snapshot(before), snapshot(issue));
  const fields = changes.map(({ field }) => field);
  const isMoved = fields.includes('project');
  if (isMoved || fields.includes('labels')) await setLabels(db, linked, issue.labels);
  if (fields.includes('assignees')) await setAssignees(db, linked, issue.assignees);
  if (isMoved || fields.includes('status') || fields.includes('priority')) await restateLinks(db, linked);
  if (!isMoved && fields.includes('status')) await recount(db, linked, before.status);
  const milestone_id = issue.milestone?.id ?? null;
  const had = { milestone_id: before.milestone?.id ?? null, status: before.status };
  await countInMilestone(db, had, { milestone_id, status });
  const closed_at = status === 'closed' ? (issue.closed_at ?? at) : null;
  const assignee_count = issue.assignees.length;
  const closed_reason = storedReason(issue.closed_reason);
  const due = dueColumns(issue.due_on);
  const columns = {
    ...due,
    title,
    description,
    priority,
    status,
    closed_at,
    closed_reason,
    assignee_count,
    milestone_id,
  };
  const parent = fields.includes('parent') ? await setParent(db, issue, parent_id) : undefined;
  await db
    .updateTable('issue')
    .set({ ...columns, ...(isMoved && { project_id, number }), ...raisedVersion(db, fields), updated_at: at })
    .where('id', '=', id)
    .execute();
  if (fields.some((field) => IN_WORDS.includes(field))) db.reindex(id);
  const data = { changes: recorded(changes, parent), ...(bulk_id !== undefined && { bulk_id }) };
  await recordEvent(db, { type: 'issue.updated', subject_id: id, project_id, actor, at, data });
  return { before, issue: await getIssueWith(db, id, issue), changes, former_parent: parent?.from };
}

type Parents = Record<'from' | 'to', string | null>;

/** Its parent was perhaps one that the actor does not see, and is again. */
async function setParent(db: ActorWriter, { id, parent }: Issue, former: IssueChange['parent_id']): Promise<Parents> {
  const to = parent?.id ?? (former ? await unseenParent(db, { parent_id: former, child_id: id }) : null);
  const parents = { from: await storedParent(db, id), to };
  await db.updateTable('issue').set({ parent_id: parents.to }).where('id', '=', id).execute();
  await countAtParent(db, parents.from, parents.to);
  return parents;
}

/** Other issues stand in the history by their ids: they are shown to whoever sees them. */
function recorded(changes: Change[], parent: Parents | undefined): Change[] {
  return parent ? changes.map((change) => (change.field === 'parent' ? { ...change, ...parent } : change)) : changes;
}

function concerned(issue: Issue) {
  return { author_id: issue.author.id, assignee_ids: issue.assignees.map((assignee) => assignee.id) };
}
