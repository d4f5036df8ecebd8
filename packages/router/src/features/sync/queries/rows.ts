// Rows as copies keep them: what refers to another row does it by id.

import type { Bound } from '@docket/db';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { reasonOf } from '../../issue/queries/rows.ts';
import { reactionsIn } from '../../reaction/queries/counts.ts';
import type { SyncedIssue, SyncedProject } from '../schema.ts';

export function projectRows(db: ActorReader) {
  return db
    .projects()
    .select(['project.id', 'project.key', 'project.name', 'project.visibility', 'project.version'])
    .select(['project.created_at', 'project.updated_at', 'project.archived_at']);
}

export function labelRows(db: ActorReader) {
  return db
    .labels()
    .select(['label.id', 'label.project_id', 'label.name', 'label.color', 'label.description', 'label.version'])
    .select(['label.created_at', 'label.updated_at']);
}

export function milestoneRows(db: ActorReader) {
  return db
    .milestones()
    .select(['milestone.id', 'milestone.project_id', 'milestone.title', 'milestone.due_on', 'milestone.state'])
    .select(['milestone.version', 'milestone.created_at', 'milestone.updated_at', 'milestone.closed_at']);
}

export function issueRows(db: ActorReader) {
  return db
    .issues()
    .select(['issue.id', 'issue.project_id', 'issue.number', 'issue.title', 'issue.priority', 'issue.status'])
    .select([
      'issue.author_id',
      'issue.milestone_id',
      'issue.due_on',
      'issue.parent_id',
      'issue.comment_count',
      'issue.reactions',
      'issue.version',
    ])
    .select(['issue.created_at', 'issue.updated_at', 'issue.closed_at', 'issue.closed_reason']);
}

type ProjectRow = Omit<SyncedProject, 'my_role'>;
/** Its reason and reactions are as they are stored. */
type IssueRow = Omit<SyncedIssue, 'assignee_ids' | 'label_ids' | 'reactions'> & { reactions: string | null };

export function toProjects({ sight }: ActorReader, rows: ProjectRow[]): SyncedProject[] {
  return rows.map((row) => ({ ...row, my_role: sight.roles.get(row.id) ?? null }));
}

/** Issues with the ids of their people and labels, in two more statements however many they are. */
export async function toIssues(db: ActorReader, rows: IssueRow[]): Promise<SyncedIssue[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const assignees = Map.groupBy(await findAssignees(db, { ids }), ({ issue_id }) => issue_id);
  const labels = Map.groupBy(await findLabels(db, { ids }), ({ issue_id }) => issue_id);
  const parents = await findSeen(db, [...new Set(rows.flatMap(({ parent_id }) => parent_id ?? []))]);
  return rows.map((row) => ({
    ...row,
    parent_id: parents.has(row.parent_id ?? '') ? row.parent_id : null,
    closed_reason: reasonOf(row),
    reactions: reactionsIn(row.reactions),
    assignee_ids: (assignees.get(row.id) ?? []).map(({ user_id }) => user_id),
    label_ids: (labels.get(row.id) ?? []).map(({ label_id }) => label_id),
  }));
}

/** Those of these issues that the actor sees, or would see if they were not in the bin. */
async function findSeen(db: ActorReader, ids: string[]): Promise<Set<string>> {
  const rows = ids.length > 0 ? await findSeenOf(db, { ids }) : [];
  return new Set(rows.map(({ id }) => id));
}

const findSeenOf = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  db.issuesAndBin().select('issue.id').where('issue.id', 'in', ids),
);

const findAssignees = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  unguarded(db)
    .selectFrom('issue_assignee')
    .select(['issue_assignee.issue_id', 'issue_assignee.user_id'])
    .where('issue_assignee.issue_id', 'in', ids)
    .orderBy('issue_assignee.user_id'),
);

/** Also those that are being deleted: they are taken off an issue with an event of it, and until then nothing tells of them. */
const findLabels = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  unguarded(db)
    .selectFrom('issue_label')
    .select(['issue_label.issue_id', 'issue_label.label_id'])
    .where('issue_label.issue_id', 'in', ids)
    .orderBy('issue_label.label_id'),
);
