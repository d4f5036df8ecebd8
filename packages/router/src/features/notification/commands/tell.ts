import type { Tables } from '@docket/db';
import { type Insertable, type RawBuilder, sql } from 'kysely';
import { newId } from '../../../core/ids.ts';
import type { Writer } from '../../../visibility/handles.ts';
import type { Mentions } from '../queries/mentions.ts';
import { orderKey } from '../queries/rows.ts';
import type { SettingsRow } from '../queries/settings.ts';
import type { Telling, Told } from '../queries/told.ts';
import { mailTimes } from './mail-times.ts';

/** Rows of one statement. */
const TOGETHER = 50;

type From = {
  /** How far the log was read before. */
  from: number;
  settingsOf: (user_id: string) => SettingsRow;
};

/**
 * Writes down whom to tell what, and that the log is read up to there: both, or neither. Nothing, where another process
 * was faster.
 */
export async function tell(db: Writer, told: Told, { from, settingsOf }: From): Promise<void> {
  if (!(await moveOn(db, { from, upto: told.upto }))) return;
  for (const one of told.mentions) await writeMentions(db, one);
  for (const one of told.resumed) await resume(db, one);
  for (let at = 0; at < told.tellings.length; at += TOGETHER) {
    const rows = told.tellings.slice(at, at + TOGETHER).map((one) => toRow(one, settingsOf(one.user_id)));
    await writeRows(db, rows);
  }
}

/** Moves the place in the log. Answers whether it did: another process may have been faster. */
export async function moveOn(db: Writer, { from, upto }: { from: number; upto: number }): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('log_reader')
    .set({ position: upto })
    .where('name', '=', 'notifications')
    .where('position', '=', from)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** What is named now, in place of what was named before. */
async function writeMentions(db: Writer, { issue_id, comment_id, now, before }: Mentions): Promise<void> {
  for (const user_id of before) {
    if (now.has(user_id)) continue;
    await db
      .deleteFrom('mention')
      .where('issue_id', '=', issue_id)
      .where('comment_id', '=', comment_id)
      .where('user_id', '=', user_id)
      .execute();
  }
  const added = [...now].filter(([user_id]) => !before.has(user_id));
  if (added.length === 0) return;
  await db
    .insertInto('mention')
    .values(added.map(([user_id, { position }]) => ({ issue_id, comment_id, user_id, position })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Who wanted to hear nothing of an issue, and comments on it after that, watches it again. */
async function resume(db: Writer, { issue_id, user_id, at }: Told['resumed'][number]): Promise<void> {
  await db
    .deleteFrom('watch')
    .where('issue_id', '=', issue_id)
    .where('user_id', '=', user_id)
    .where('is_watching', '=', 0)
    .where('created_at', '<', at)
    .execute();
}

type Row = Insertable<Tables['notification']>;

function toRow({ user_id, issue_id, reason, count, first, last, bulk_id }: Telling, settings: SettingsRow): Row {
  const { position, created_at: at } = last;
  const times = mailTimes(settings, { first: first.created_at, last: at });
  const told = { id: newId(), user_id, issue_id, reason, count, position, order_key: orderKey('unread', at) };
  return {
    ...told,
    created_at: at,
    updated_at: at,
    mail_due_at: times?.mail_due_at ?? null,
    mail_latest_at: times?.mail_latest_at ?? null,
    mail_after: times ? first.position - 1 : null,
    bulk_id: times ? bulk_id : null,
  };
}

/** What is told of an issue is added to what its user has not read yet. */
async function writeRows(db: Writer, rows: Row[]): Promise<void> {
  await db
    .insertInto('notification')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'issue_id']).doUpdateSet((eb) => ({
        ...TOLD,
        ...MAILED,
        order_key: eb.ref('excluded.order_key'),
        position: eb.ref('excluded.position'),
        updated_at: eb.ref('excluded.updated_at'),
      })),
    )
    .execute();
}

const IS_UNREAD = sql<boolean>`notification.order_key >= '2'`;

const TOLD = {
  reason: sql<number>`case when ${IS_UNREAD} and notification.reason < excluded.reason
    then notification.reason else excluded.reason end`,
  count: sql<number>`case when ${IS_UNREAD} then notification.count else 0 end + excluded.count`,
};

function ifMailed(value: RawBuilder<unknown>): RawBuilder<never> {
  return sql`case when excluded.mail_due_at is not null then ${value} end`;
}

/** A mail that waits tells of this, too, and is put off until then, but not beyond its latest time. */
const MAILED = {
  mail_due_at: ifMailed(sql`case when notification.mail_latest_at < excluded.mail_due_at
    then notification.mail_latest_at else excluded.mail_due_at end`),
  mail_latest_at: ifMailed(sql`coalesce(notification.mail_latest_at, excluded.mail_latest_at)`),
  mail_after: ifMailed(sql`coalesce(notification.mail_after, excluded.mail_after)`),
  bulk_id: ifMailed(sql`case when notification.mail_due_at is null or notification.bulk_id = excluded.bulk_id
    then excluded.bulk_id end`),
};
