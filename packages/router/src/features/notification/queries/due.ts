import { type Reader, unguarded } from '../../../visibility/handles.ts';

/** Users whose mails are put into the outbox in a row. */
const TOGETHER = 100;

/** Some of the users to whom something is to be mailed by now. */
export async function listDueUsers(db: Reader, at: string): Promise<string[]> {
  const rows = await unguarded(db)
    .selectFrom('notification')
    .select('user_id')
    .distinct()
    .where('mail_due_at', '<=', at)
    .limit(TOGETHER)
    .execute();
  return rows.map(({ user_id }) => user_id);
}
