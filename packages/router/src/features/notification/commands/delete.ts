import { deletePart } from '../../../core/parts.ts';
import { unguarded, type Writer } from '../../../visibility/handles.ts';

/** Deletes what a user who is deleted was told, and wanted to be told. Answers whether there may be more. */
export async function deleteNotificationsOf(db: Writer, user_id: string): Promise<boolean> {
  const told = unguarded(db).selectFrom('notification').select('notification.id').where('user_id', '=', user_id);
  if (await deletePart(db, { from: 'notification', key: 'id' }, told)) return true;
  for (const table of ['watch', 'mention', 'project_watch', 'notification_settings'] as const)
    await db.deleteFrom(table).where('user_id', '=', user_id).execute();
  return false;
}

/** Deletes what was told of an issue that is emptied out of the bin. */
export async function deleteNotificationsAbout(db: Writer, issue_id: string): Promise<void> {
  for (const table of ['notification', 'watch', 'mention'] as const)
    await db.deleteFrom(table).where('issue_id', '=', issue_id).execute();
}

/** Deletes old notifications with which their users are done. Answers whether there may be more. */
export function purgeNotifications(db: Writer, before: string): Promise<boolean> {
  const old = unguarded(db)
    .selectFrom('notification')
    .select('notification.id')
    .where('order_key', '<', '1')
    .where('updated_at', '<', before);
  return deletePart(db, { from: 'notification', key: 'id' }, old);
}
