import { sql } from 'kysely';
import type { LogEntry } from '../../../feed/log-entry.ts';
import { type Reader, unguarded } from '../../../visibility/handles.ts';
import { assignedBy, isNews, writesText } from '../policy.ts';

/** What happened to an issue, and may be told. */
export type News = LogEntry & {
  /** The edit of many issues that it is a part of. */
  bulk_id: string | null;
};

/** What there may be to tell of events, without what happened at another tracker. */
export async function newsAmong(db: Reader, entries: readonly LogEntry[]): Promise<News[]> {
  const asked = entries.filter((entry) => isNews(entry) || writesText(entry) || assignedBy(entry).length > 0);
  if (asked.length === 0) return [];
  const rows = await unguarded(db)
    .selectFrom('event')
    .select([
      'position',
      sql<string | null>`event.data ->> 'bulk_id'`.as('bulk_id'),
      sql<string | null>`event.data ->> 'is_imported'`.as('is_imported'),
    ])
    .where(
      'position',
      'in',
      asked.map(({ position }) => position),
    )
    .execute();
  const marks = new Map(rows.map((row) => [row.position, row]));
  return asked.flatMap((entry) => {
    const mark = marks.get(entry.position);
    return mark && mark.is_imported === null ? { ...entry, bulk_id: mark.bulk_id } : [];
  });
}

/** How far the notifications have come in the log. */
export async function readPlace(db: Reader): Promise<number> {
  const row = await db
    .selectFrom('log_reader')
    .select('position')
    .where('name', '=', 'notifications')
    .executeTakeFirstOrThrow();
  return row.position;
}
