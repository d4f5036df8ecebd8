import type { Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import { addToOutbox } from '../../../outbox/messages.ts';
import { unguarded, type Writer } from '../../../visibility/handles.ts';
import { type SettingsRow, settingsOf } from '../queries/settings.ts';
import { REASONS } from '../schema.ts';
import { mailTimes, quietUntil } from './mail-times.ts';

/** What waits no more to be mailed. */
export const NOT_MAILED = { mail_due_at: null, mail_latest_at: null, mail_after: null, bulk_id: null };

/** Issues that one mail tells of. */
const MOST_ISSUES = 100;

/** Rows that are looked at in one transaction. */
const MOST_ROWS = 1000;

type Row = Selectable<Tables['notification']>;

/**
 * Has the mails written that are due for a user, in one transaction with the note that they are: each goes out once, under
 * one Message-ID. In quiet hours they wait for their end.
 */
export async function mailUser(db: Writer, user_id: string, at: string): Promise<void> {
  const settings = (await settingsOf(db, [user_id]))(user_id);
  const quiet = quietUntil(settings, at);
  if (settings.mail !== 'off' && quiet !== undefined) return wait(db, { user_id, at, until: quiet });
  const rows = await unguarded(db)
    .selectFrom('notification')
    .selectAll()
    .where('user_id', '=', user_id)
    .where('mail_due_at', '<=', at)
    .orderBy('mail_due_at')
    .orderBy('id')
    .limit(MOST_ROWS)
    .execute();
  if (rows.length === 0) return; // another process was faster
  if (settings.mail !== 'off') for (const mail of mailsOf(settings, rows)) await send(db, mail, { user_id, at });
  await db
    .updateTable('notification')
    .set(NOT_MAILED)
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute();
}

async function wait(db: Writer, { user_id, at, until }: { user_id: string; at: string; until: string }): Promise<void> {
  await db
    .updateTable('notification')
    .set({ mail_due_at: until, mail_latest_at: until })
    .where('user_id', '=', user_id)
    .where('mail_due_at', '<=', at)
    .execute();
}

/** What one mail tells of. */
type Mail = { as: 'issue' | 'bulk' | 'digest'; rows: Row[] };

/** One mail for each issue; but one for an edit of many, and one for a day or a week. */
function mailsOf({ mail }: SettingsRow, rows: Row[]): Mail[] {
  if (mail !== 'each') return [{ as: 'digest', rows }];
  const groups = Map.groupBy(rows, ({ id, bulk_id }) => bulk_id ?? id).values();
  return Array.from(groups, (group) => ({ as: group.length > 1 ? 'bulk' : 'issue', rows: group }));
}

async function send(db: Writer, { as, rows }: Mail, { user_id, at }: { user_id: string; at: string }): Promise<void> {
  const issues = rows.slice(0, MOST_ISSUES).map(({ issue_id, position: upto, mail_after, reason }) => ({
    issue_id,
    after: mail_after ?? upto - 1,
    upto,
    reason: REASONS[reason] ?? 'watching',
  }));
  const payload = { user_id, as, issues, more: rows.length - issues.length };
  await addToOutbox(db, { kind: 'mail.notification', payload, at });
}

/** What waits to be mailed to a user is mailed as the settings say now, unless its time has come. */
export async function putOff(db: Writer, settings: SettingsRow, at: string): Promise<void> {
  const times = mailTimes(settings, { first: at, last: at });
  await db
    .updateTable('notification')
    .set(times ?? NOT_MAILED)
    .where('user_id', '=', settings.user_id)
    .where('mail_due_at', 'is not', null)
    .$if(times !== undefined, (query) => query.where('mail_due_at', '>', at))
    .execute();
}
