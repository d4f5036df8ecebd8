import type { Reader } from '@docket/db';
import type { NewEvent } from '../../core/events.ts';
import { offsetOf, type Page, sizeOf, toPage } from '../../core/pagination.ts';
import { findUserSummaries } from '../user/queries.ts';
import { getIssueRow } from './queries.ts';
import type { IssueEvent, ListIssueEvents } from './schema.ts';

/**
 * A page of what happened to an issue, the oldest event first.
 *
 * @throws AppError `issue_not_found`
 */
export async function listIssueEvents(db: Reader, input: ListIssueEvents): Promise<Page<IssueEvent>> {
  const issue = await getIssueRow(db, input.id);
  const ofIssue = db.selectFrom('event').where('subject_id', '=', issue.id);
  const { total } = await ofIssue.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await ofIssue.selectAll().orderBy('position').limit(sizeOf(input)).offset(offsetOf(input)).execute();
  const actors = await findUserSummaries(
    db,
    rows.flatMap((row) => row.actor_id ?? []),
  );
  const items = rows.map((row) => {
    const data = JSON.parse(row.data) as NonNullable<NewEvent['data']>;
    return {
      id: row.id,
      type: row.type,
      actor: actors.get(row.actor_id ?? '') ?? null,
      actor_name: row.actor_name,
      comment_id: data.comment_id ?? null,
      changes: data.changes ?? [],
      created_at: row.created_at,
    };
  });
  return toPage(input, items, total);
}
