import { sql } from 'kysely';
import type { RecordedChange } from '../../core/events.ts';
import { REDACTED } from '../../core/text.ts';
import { type ActorWriter, unguarded, type Writer } from '../../visibility/handles.ts';

// Rows of the log are never changed but here, where a text is to be gone from everywhere.

/** How many events lose what they say in one transaction. */
const PART = 1000;

/** Takes out what the events of an issue say, but that they were. Answers whether there may be more. */
export async function forgetData(db: ActorWriter, issue_id: string): Promise<boolean> {
  const positions = unguarded(db)
    .selectFrom('event')
    .select('position')
    .where('subject_id', '=', issue_id)
    .where(sql<string>`cast(data as text)`, '<>', '{}')
    .limit(PART);
  const { numUpdatedRows } = await db
    .updateTable('event')
    .set({ data: '{}' } as object) // no other writes it anew
    .where('position', 'in', positions)
    .executeTakeFirstOrThrow();
  return numUpdatedRows >= PART;
}

type Redacted = {
  issue_id: string;
  fields: readonly string[];
  /** Of whose text this is; of the issue's own when it is left out. */
  comment_id?: string;
};

type Data = { changes?: RecordedChange[]; comment_id?: string };

/** Takes the texts of these fields out of the events of an issue. Answers whether there were any. */
export async function redactChanges(db: ActorWriter, { issue_id, fields, comment_id }: Redacted): Promise<boolean> {
  const rows = await unguarded(db)
    .selectFrom('event')
    .select(['position', 'data'])
    .where('subject_id', '=', issue_id)
    .where(sql<string>`cast(data as text)`, 'like', '%"changes"%')
    .execute();
  let isAny = false;
  for (const { position, data } of rows) {
    const read = JSON.parse(data) as Data;
    if (read.comment_id !== comment_id) continue;
    const changes = (read.changes ?? []).map((change) => (fields.includes(change.field) ? redacted(change) : change));
    const written = JSON.stringify({ ...read, changes });
    if (written === JSON.stringify(read)) continue;
    isAny = true;
    await writeData(db, position, written);
  }
  return isAny;
}

function redacted({ field, from, to }: RecordedChange): RecordedChange {
  return { field, from: from === null ? null : REDACTED, to: to === null ? null : REDACTED };
}

async function writeData(db: Writer, position: number, data: string): Promise<void> {
  const columns = { data } as object; // as in `forgetData`
  await db.updateTable('event').set(columns).where('position', '=', position).execute();
}
