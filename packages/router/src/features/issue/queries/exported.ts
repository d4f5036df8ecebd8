// What an export has of issues beside what a list shows.

import type { Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import type { Position } from '../../../core/pagination.ts';
import { comesAfter } from '../../../core/walk.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { sees } from '../../../visibility/sight.ts';
import type { Issue } from '../schema.ts';
import { readIssues } from './get.ts';

export type ExportedIssue = Issue & Beside & { former_keys: string[] };

type Beside = Pick<Selectable<Tables['issue']>, 'imported_from' | 'attachment_count'>;

/** Issues with where they came from, and with the keys that they had in projects that the actor sees. */
export async function readExported(db: ActorReader, ids: string[]): Promise<ExportedIssue[]> {
  if (ids.length === 0) return [];
  const issues = await readIssues(
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
  const former = Map.groupBy(seen, ({ issue_id }) => issue_id);
  return issues.map((issue) => ({
    ...issue,
    ...(beside.get(issue.id) ?? { imported_from: null, attachment_count: 0 }),
    former_keys: (former.get(issue.id) ?? []).map(({ key, number }) => `${key}-${number}`),
  }));
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
