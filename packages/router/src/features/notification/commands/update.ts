import { sql } from 'kysely';
import { type By, requireUser, type SignedInActor } from '../../../core/actor.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { getNotification, orderKey, toldIssues } from '../queries/rows.ts';
import type { Finished, FinishNotifications, Notification, UpdateNotification } from '../schema.ts';
import { NOT_MAILED } from './mail.ts';

/**
 * Says what has become of a notification. What has been looked at is not mailed any more.
 *
 * @throws AppError `notification_not_found`, `user_required`
 */
export async function updateNotification(
  db: ActorWriter,
  { id, state }: UpdateNotification,
  { actor }: By<SignedInActor>,
): Promise<Notification> {
  const user = requireUser(actor);
  const { updated_at } = await getNotification(db, id, user.id);
  await db
    .updateTable('notification')
    .set({ order_key: orderKey(state, updated_at), ...(state !== 'unread' && NOT_MAILED) })
    .where('id', '=', id)
    .execute();
  return getNotification(db, id, user.id);
}

/**
 * Is done with all notifications of a user, or with some: of issues that are seen.
 *
 * @throws AppError `user_required`
 */
export async function finishNotifications(
  db: ActorWriter,
  { ids, until }: FinishNotifications,
  { actor }: By<SignedInActor>,
): Promise<Finished> {
  const user = requireUser(actor);
  const { numUpdatedRows } = await db
    .updateTable('notification')
    .set({ order_key: sql<string>`'0' || substr(order_key, 2)`, ...NOT_MAILED })
    .where('user_id', '=', user.id)
    .where('order_key', '>', '1')
    .where(({ exists }) => exists(toldIssues(db).where('issue.id', '=', sql.ref<string>('notification.issue_id'))))
    .$if(ids !== undefined, (query) => query.where('id', 'in', ids ?? []))
    .$if(until !== undefined, (query) => query.where('updated_at', '<=', until ?? ''))
    .executeTakeFirst();
  return { count: Number(numUpdatedRows) };
}
