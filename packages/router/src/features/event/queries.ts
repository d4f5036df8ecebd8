import type { Reader } from '@docket/db';
import type { NewEvent } from '../../core/events.ts';
import { type Page, readPage } from '../../core/pagination.ts';
import { getIssueRow } from '../issue/queries/get.ts';
import { findUserSummaries } from '../user/queries.ts';
import type { IssueEvent, ListIssueEvents } from './schema.ts';

type EventData = NonNullable<NewEvent['data']>;

/**
 * A page of what happened to an issue, the oldest event first. What a comment said before it was
 * edited is shown as long as there is the comment.
 *
 * @throws AppError `issue_not_found`
 */
export async function listIssueEvents(db: Reader, input: ListIssueEvents): Promise<Page<IssueEvent>> {
  const issue = await getIssueRow(db, input.id);
  const ofIssue = db.selectFrom('event').selectAll().where('subject_id', '=', issue.id).orderBy('position');
  const page = await readPage(ofIssue, input);
  const events = page.items.map((row) => ({ row, data: JSON.parse(row.data) as EventData }));

  const actors = await findUserSummaries(
    db,
    page.items.flatMap((row) => row.actor_id ?? []),
  );
  const comments = await findExistingComments(
    db,
    events.flatMap(({ data }) => data.comment_id ?? []),
  );
  const items = events.map(({ row, data: { comment_id = null, changes = [] } }) => ({
    id: row.id,
    type: row.type,
    actor: actors.get(row.actor_id ?? '') ?? null,
    actor_name: row.actor_name,
    comment_id,
    changes: comment_id === null || comments.has(comment_id) ? changes : [],
    created_at: row.created_at,
  }));
  return { ...page, items };
}

async function findExistingComments(db: Reader, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db.selectFrom('comment').select('id').where('id', 'in', ids).execute();
  return new Set(rows.map((row) => row.id));
}
