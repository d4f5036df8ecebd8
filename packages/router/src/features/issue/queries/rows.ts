import type { Bound } from '@docket/db';
import { mostBytes } from '../../../core/answer-size.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { attachmentsOnIssues } from '../../attachment/queries/belonging.ts';
import { weighAttachment } from '../../attachment/queries/rows.ts';
import { toLabel } from '../../label/queries/get.ts';
import type { MilestoneSummary } from '../../milestone/schema.ts';
import { reactionsIn } from '../../reaction/queries/counts.ts';
import { SUMMARY_COLUMNS, toUserSummary, weighUser } from '../../user/queries.ts';
import type { Issue } from '../schema/issue.ts';
import { countChildren, NO_CHILDREN } from './children.ts';
import { findNamed, type Named, weighNamed } from './named.ts';
import { findSummaries } from './summaries.ts';

const COLUMNS = [
  'issue.id',
  'issue.project_id',
  'issue.number',
  'issue.title',
  'issue.description',
  'issue.priority',
  'issue.status',
  'issue.author_id',
  'issue.version',
  'issue.created_at',
  'issue.updated_at',
  'issue.closed_at',
  'issue.closed_reason',
  'issue.comment_count',
  'issue.attachment_count',
  'issue.reactions',
  'issue.deleted_at as binned_at',
  'issue.milestone_id',
  'issue.due_on',
  'issue.parent_id',
  'issue.child_count',
  'project.key as project_key',
  'project.name as project_name',
  'author.username',
  'author.first_name',
  'author.last_name',
  'author.email',
  'author.avatar_url',
  'author.deleted_at',
] as const;

/** Issues with their project and author, in one statement. */
export function issueRows(db: ActorReader) {
  return wholeRows(db.issues());
}

/** The same with those in the bin, until they are purged. */
export function issueRowsAndBin(db: ActorReader) {
  return wholeRows(db.issuesAndBin()).where('issue.purge', 'is', null);
}

function wholeRows(issues: ReturnType<ActorReader['issues']>) {
  return issues
    .innerJoin('project', 'project.id', 'issue.project_id')
    .innerJoin('user as author', 'author.id', 'issue.author_id')
    .select(COLUMNS);
}

export type IssueRow = Awaited<ReturnType<ReturnType<typeof issueRows>['execute']>>[number];

/** What belongs to an issue, in the order in which it is shown: labels by name, assignees by id, files by time. */
export type IssueLinks = Pick<Issue, 'labels' | 'assignees' | 'milestone' | 'parent' | 'children' | 'attachments'>;

/** An issue without what its description names: for those who do not show it. */
export type BareIssue = Omit<Issue, keyof Named>;

/** Issues with all that belongs to them, in a few more queries however many they are. */
export async function toIssues(db: ActorReader, rows: IssueRow[]): Promise<Issue[]> {
  const issues = await toBareIssues(db, rows);
  return withNamed(db, issues);
}

/** Issues with what their descriptions name. */
export async function withNamed(db: ActorReader, issues: BareIssue[]): Promise<Issue[]> {
  const texts = issues.map(({ description, project }) => ({ text: description, project_id: project.id }));
  const named = await findNamed(db, texts);
  return issues.map((issue, at) => ({ ...issue, ...(named[at] as Named) })); // there is one of each
}

/** As `toIssues`, without what descriptions name. */
export async function toBareIssues(db: ActorReader, rows: IssueRow[]): Promise<BareIssue[]> {
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return [];
  for (const { project_id } of rows) db.look(project_id);
  const assignees = Map.groupBy(await findAssignees(db, { ids }), (row) => row.issue_id);
  const labels = Map.groupBy(await findLabels(db, { ids }), (row) => row.issue_id);
  const milestones = await findMilestonesOf(db, rows);
  const parents = await findSummaries(
    db,
    rows.flatMap(({ parent_id }) => parent_id ?? []),
  );
  const children = await countChildren(
    db,
    rows.flatMap(({ id, child_count }) => (child_count > 0 ? id : [])),
  );
  const attachments = await attachmentsOnIssues(db, idsWithFiles(rows));
  return rows.map((row) =>
    toBareIssue(row, {
      milestone: milestones.get(row.milestone_id ?? '') ?? null,
      parent: parents.get(row.parent_id ?? '') ?? null,
      children: children.get(row.id) ?? NO_CHILDREN,
      assignees: (assignees.get(row.id) ?? []).map(toUserSummary),
      labels: (labels.get(row.id) ?? []).map((label) => toLabel({ ...row, ...label })),
      attachments: attachments.get(row.id) ?? [],
    }),
  );
}

/** An issue with what belongs to it. */
export function toBareIssue(row: IssueRow, linked: IssueLinks): BareIssue {
  const { assignees, labels, milestone, parent, children, attachments } = linked;
  const { id, number, title, description, priority, status, version, created_at, updated_at, closed_at } = row;
  const { project_id, project_key, project_name, comment_count, closed_reason, due_on, reactions } = row;
  return {
    id,
    key: `${project_key}-${number}`,
    number,
    project: { id: project_id, key: project_key, name: project_name },
    title,
    description,
    priority,
    status,
    author: authorOf(row),
    assignees,
    labels,
    milestone,
    due_on,
    parent,
    children,
    attachments,
    comment_count,
    reactions: reactionsIn(reactions),
    version,
    created_at,
    updated_at,
    closed_at,
    closed_reason: reasonOf({ status, closed_reason }),
    deleted_at: row.binned_at,
  };
}

function authorOf({ author_id, username, first_name, last_name, email, avatar_url, deleted_at }: IssueRow) {
  return toUserSummary({ id: author_id, username, first_name, last_name, email, avatar_url, deleted_at });
}

/** Why it was closed, of what is stored. */
export function reasonOf({ status, closed_reason }: Pick<Issue, 'status' | 'closed_reason'>): Issue['closed_reason'] {
  return status === 'closed' ? (closed_reason ?? 'completed') : null;
}

/** Most issues have none, and cost nothing more then. */
function idsWithFiles(rows: IssueRow[]): string[] {
  return rows.flatMap(({ id, attachment_count }) => (attachment_count > 0 ? id : []));
}

/** More bytes than an issue can have in an answer: labels, people and files may be many, and have long texts. */
export function weighIssue(issue: Issue): number {
  const { title, description, author, assignees, labels, milestone, parent, attachments } = issue;
  const people = assignees.reduce((sum, user) => sum + weighUser(user), weighUser(author));
  const all = labels.reduce(
    (sum, label) => sum + mostBytes(label.name, label.description, label.project?.name ?? null),
    people,
  );
  const files = attachments.reduce((sum, file) => sum + weighAttachment(file), 0);
  return (
    all + files + weighNamed(issue) + mostBytes(title, description, milestone?.title ?? null, parent?.title ?? null)
  );
}

async function findMilestonesOf(db: ActorReader, rows: IssueRow[]): Promise<Map<string, MilestoneSummary>> {
  const ids = [...new Set(rows.flatMap(({ milestone_id }) => milestone_id ?? []))];
  const found = ids.length > 0 ? await findMilestones(db, { ids }) : [];
  return new Map(found.map((milestone) => [milestone.id, milestone]));
}

const findMilestones = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  db
    .milestones()
    .select(['milestone.id', 'milestone.title', 'milestone.due_on', 'milestone.state'])
    .where('milestone.id', 'in', ids),
);

const findAssignees = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  unguarded(db)
    .selectFrom('issue_assignee')
    .innerJoin('user', 'user.id', 'issue_assignee.user_id')
    .select(SUMMARY_COLUMNS)
    .select('issue_assignee.issue_id')
    .where('issue_assignee.issue_id', 'in', ids)
    .orderBy('user.id'),
);

const findLabels = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  unguarded(db)
    .selectFrom('issue_label')
    .innerJoin('label', 'label.id', 'issue_label.label_id')
    .selectAll('label')
    .select('issue_label.issue_id')
    .where('issue_label.issue_id', 'in', ids)
    .where('label.deleted_at', 'is', null)
    .orderBy('label.name_key'),
);
