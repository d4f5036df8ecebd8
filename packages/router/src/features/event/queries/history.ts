import { type SqlBool, sql } from 'kysely';
import { byPosition, type List, readList } from '../../../core/pagination.ts';
import { walkIndex } from '../../../core/walk.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { getIssueRow } from '../../issue/queries/get.ts';
import type { IssueEvent, ListIssueEvents } from '../schema.ts';
import { readShort, toEvents, weighEvent } from './rows.ts';
import { isNews, isOtherSeen } from './seen.ts';

/**
 * A page of what happened to an issue, the oldest event first, with the beginnings of long texts. What a comment said
 * before it was edited is shown as long as there is the comment.
 *
 * @throws AppError `issue_not_found`
 */
export async function listIssueEvents(db: ActorReader, input: ListIssueEvents): Promise<List<IssueEvent>> {
  const issue = await getIssueRow(db, input.id);
  const matches = () => sql<SqlBool>`(${isNews('candidate')} and ${isOtherSeen(db, 'candidate')})`;
  const places = walkIndex(db, {
    cursors: byPosition(`events-of-${issue.id}`),
    ...((db.sight.project_ids || issue.reactions !== null) && { matches }),
    walk: (after) =>
      db
        .eventsOf(issue)
        .select(['position', 'type'])
        .where('position', '>', after?.position ?? 0)
        .orderBy('position'),
  });
  return readList(input, {
    ...places,
    weigh: weighEvent,
    read: async (keys) => toEvents(db, await readShort(db, keys)),
  });
}
