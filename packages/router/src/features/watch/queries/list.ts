import { byTime, inOrderOf, type List, type Position, readList } from '../../../core/pagination.ts';
import { comesAfter, walkIndex } from '../../../core/walk.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { getIssueRow } from '../../issue/queries/get.ts';
import { findUserSummaries, weighUser } from '../../user/queries.ts';
import type { UserSummary } from '../../user/schema.ts';
import type { ListWatchers } from '../schema.ts';
import { tiesTo } from './ties.ts';
import { mayBeTold } from './told.ts';

/**
 * Who takes part in an issue or has asked to watch it, and not to hear nothing of it, the oldest account first. Who
 * watches its project as a whole is not among them.
 *
 * @throws AppError `issue_not_found`
 */
export async function listWatchers(db: ActorReader, input: ListWatchers): Promise<List<UserSummary>> {
  const issue = await getIssueRow(db, input.id);
  const places = walkIndex(db, {
    cursors: byTime(`watchers-of-${issue.id}`),
    walk: (after) => walk(db, issue, after),
  });
  return readList(input, {
    ...places,
    weigh: weighUser,
    async read(keys) {
      const ids = keys.map(({ id }) => id);
      const users = await findUserSummaries(db, ids);
      return inOrderOf(ids, [...users.values()], ({ id }) => id);
    },
  });
}

function walk(db: ActorReader, { id, project_id }: { id: string; project_id: string }, after: Position | undefined) {
  const ties = tiesTo(db, [id]).as('tie');
  const ignoring = unguarded(db)
    .selectFrom('watch')
    .select('watch.user_id')
    .where('issue_id', '=', id)
    .where('is_watching', '=', 0);
  return unguarded(db)
    .selectFrom('user')
    .select(['user.created_at', 'user.id'])
    .where('user.id', 'in', unguarded(db).selectFrom(ties).select('tie.user_id'))
    .where('user.id', 'not in', ignoring)
    .where(mayBeTold(db, project_id))
    .where(comesAfter(after, 'asc', ['user.created_at', 'user.id']))
    .orderBy('user.created_at')
    .orderBy('user.id');
}
