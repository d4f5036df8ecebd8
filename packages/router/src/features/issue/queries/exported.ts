// What an export has of issues beside what a list shows.

import type { Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import type { Position } from '../../../core/pagination.ts';
import { comesAfter } from '../../../core/walk.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { sees } from '../../../visibility/sight.ts';
import { findRelationsOf } from '../../relation/queries/rows.ts';
import type { Relation } from '../../relation/schema.ts';
import { findUserSummaries } from '../../user/queries.ts';
import { readBareIssues } from './get.ts';
import type { BareIssue } from './rows.ts';
import { summaryRows, toSummary } from './summaries.ts';

export type ExportedIssue = BareIssue & Beside & { former_keys: string[]; relations: Relation[]; parts: Part[] };

type Part = { id: string; key: string };

type Beside = Pick<Selectable<Tables['issue']>, 'imported_from' | 'attachment_count'>;

/** Issues with where they came from, and with the keys that they had in projects that the actor sees. */
export async function readExported(db: ActorReader, ids: string[]): Promise<ExportedIssue[]> {
  if (ids.length === 0) return [];
  const issues = await readBareIssues(
    db,
    ids.map((id) => ({ id })),
  );
  const rows = await db
    .issues()
    .select(['issue.id', 'issue.imported_from', 'issue.attachment_count'])
    .where('issue.id', 'in', ids)
    .execute();
  const beside = new Map(rows.map(({ id, ...row }) => [id, row]));
  const keys = await unguarded(db)
    .selectFrom('issue_key')
    .innerJoin('project', 'project.id', 'issue_key.project_id')
    .select(['issue_key.issue_id', 'issue_key.project_id', 'issue_key.number', 'project.key'])
    .where('issue_key.issue_id', 'in', ids)
    .orderBy('project.key')
    .orderBy('issue_key.number')
    .execute();
  const seen = keys.filter(({ project_id }) => sees(db.sight, project_id));
  for (const { project_id } of seen) db.look(project_id);
  const former = Map.groupBy(seen, ({ issue_id }) => issue_id);
  const relations = await findRelationsOf(db, ids);
  const parts = await findPartsOf(
    db,
    issues.flatMap(({ id, children }) => (children.total > 0 ? id : [])),
  );
  return issues.map((issue) => ({
    ...issue,
    ...(beside.get(issue.id) ?? { imported_from: null, attachment_count: 0 }),
    assignees: issue.assignees.toSorted(byName),
    former_keys: (former.get(issue.id) ?? []).map(({ key, number }) => `${key}-${number}`),
    relations: relations.get(issue.id) ?? [],
    parts: parts.get(issue.id) ?? [],
  }));
}

/** The issues that are part of these and that the actor sees, by their keys. */
async function findPartsOf(db: ActorReader, ids: string[]): Promise<Map<string, Part[]>> {
  if (ids.length === 0) return new Map();
  const rows = await summaryRows(db).select('issue.parent_id').where('issue.parent_id', 'in', ids).execute();
  for (const { project_id } of rows) db.look(project_id);
  const inOrder = rows.toSorted((one, other) =>
    one.project_key === other.project_key ? one.number - other.number : one.project_key < other.project_key ? -1 : 1,
  );
  const parts = Map.groupBy(inOrder, ({ parent_id }) => parent_id ?? '');
  return new Map([...parts].map(([id, of]) => [id, of.map(toSummary)]));
}

type Assignee = BareIssue['assignees'][number];

/** Not by their ids, which are others where the issue was imported. */
function byName(one: Assignee, other: Assignee): number {
  const [first, second] = [one, other].map(({ username, full_name, id }) => [username ?? '', full_name, id].join('\n'));
  return (first ?? '') < (second ?? '') ? -1 : 1;
}

export type ExportedComment = Selectable<Tables['comment']>;

/** All comments on these issues, which have few, the oldest first. */
export async function readCommentsOn(db: ActorReader, ids: string[]): Promise<ExportedComment[]> {
  const found = db.comments().selectAll('comment').where('issue.id', 'in', ids);
  return found.orderBy('comment.created_at').orderBy('comment.id').execute();
}

/** The next comments on an issue after a place. */
export async function readNextComments(
  db: ActorReader,
  issue: { id: string; project_id: string },
  { after, limit }: { after: Position | undefined; limit: number },
): Promise<ExportedComment[]> {
  const found = db.commentsOn(issue).selectAll('comment').where(comesAfter(after));
  return found.orderBy('created_at').orderBy('id').limit(limit).execute();
}

export type Person = Awaited<ReturnType<typeof readPeople>>[number];

/** Accounts by id. Of a deleted one there is nothing but that. */
export async function readPeople(db: ActorReader, ids: string[]) {
  const summaries = await findUserSummaries(db, ids);
  const rows = await db
    .selectFrom('user')
    .select(['id', 'username', 'first_name', 'last_name', 'email', 'imported_from'])
    .where('id', 'in', ids)
    .execute();
  return rows.map((row) => ({ ...row, is_deleted: summaries.get(row.id)?.is_deleted ?? false }));
}

/** Milestones by id. */
export async function readMilestones(db: ActorReader, ids: string[]) {
  return db
    .milestones()
    .innerJoin('project', 'project.id', 'milestone.project_id')
    .select(['milestone.id', 'project.key as project', 'milestone.title', 'milestone.description', 'milestone.due_on'])
    .select(['milestone.state', 'milestone.created_at', 'milestone.updated_at', 'milestone.closed_at'])
    .where('milestone.id', 'in', ids)
    .execute();
}

/** A project, with the keys that it had. */
export async function readProject(db: ActorReader, id: string) {
  const project = await db
    .projects()
    .select(['id', 'key', 'name', 'description', 'visibility', 'created_at', 'updated_at', 'archived_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const keys = await db.selectFrom('project_key').select('key').where('project_id', '=', id).orderBy('key').execute();
  return { ...project, former_keys: keys.flatMap(({ key }) => (key === project.key ? [] : key)) };
}
