import { type Expression, type SqlBool, sql } from 'kysely';
import { type By, requireUser, type SignedInActor } from '../../../core/actor.ts';
import { bySort, inOrderOf, type List, readList } from '../../../core/pagination.ts';
import { MOST_LOOKED_UP } from '../../../core/schema.ts';
import { toUtc } from '../../../core/time.ts';
import { comesAfter, walkIndex } from '../../../core/walk.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { findProjectIds } from '../../project/queries/keys.ts';
import { type ListNotifications, type Notification, STATES, type State } from '../schema.ts';
import { toldIssues, toNotifications, weighNotification } from './rows.ts';

type Place = { order_key: string; id: string };

const cursors = bySort<Place>({
  list: 'notifications',
  sort: 'order',
  write: ({ order_key, id }) => `${order_key} ${id}`,
  read(text) {
    const [, state = '', at = '', id = ''] = /^([012])(\S+) ([0-9a-f-]{36})$/.exec(text) ?? [];
    return toUtc(at) === at ? { order_key: state + at, id } : undefined;
  },
});

/**
 * What there is to tell a user, of issues that the user sees: the unread first, and of each kind the newest.
 *
 * @throws AppError `user_required`
 */
export async function listNotifications(
  db: ActorReader,
  input: ListNotifications,
  { actor }: By<SignedInActor>,
): Promise<List<Notification>> {
  const { id: user_id } = requireUser(actor);
  const matching = await conditionOf(db, input);
  const places = walkIndex(db, {
    cursors,
    most: MOST_LOOKED_UP,
    walk: (after) => walk(db, user_id, after),
    matches: () => matching,
  });
  return readList(input, {
    ...places,
    weigh: weighNotification,
    async read(keys) {
      const ids = keys.map(({ id }) => id);
      const rows = await unguarded(db).selectFrom('notification').selectAll().where('id', 'in', ids).execute();
      return toNotifications(
        db,
        inOrderOf(ids, rows, ({ id }) => id),
      );
    },
  });
}

function walk(db: ActorReader, user_id: string, after: Place | undefined) {
  const place = after && { created_at: after.order_key, id: after.id };
  return unguarded(db)
    .selectFrom('notification')
    .select(['order_key', 'id', 'issue_id'])
    .where('user_id', '=', user_id)
    .where(comesAfter(place, 'desc', ['order_key', 'id']))
    .orderBy('order_key', 'desc')
    .orderBy('id', 'desc');
}

const NOT_DONE: State[] = STATES.filter((one) => one !== 'done');

async function conditionOf(
  db: ActorReader,
  { state = NOT_DONE, project }: ListNotifications,
): Promise<Expression<SqlBool>> {
  const states = sql.join(state.map((one) => sql.lit(String(STATES.indexOf(one)))));
  const project_id = project === undefined ? undefined : ((await findProjectIds(db, [project])).get(project) ?? '');
  const issue = toldIssues(db)
    .where('issue.id', '=', sql.ref<string>('candidate.issue_id'))
    .$if(project_id !== undefined, (query) => query.where('issue.project_id', '=', project_id ?? ''));
  return sql<SqlBool>`(substr(candidate.order_key, 1, 1) in (${states}) and (${issue}) is not null)`;
}
