import type { ActorReader } from '../../../visibility/handles.ts';
import type { IssueEvent } from '../schema.ts';
import { changesIn } from './changes.ts';
import { COLUMNS, commentOf, type EventRow, toEvents } from './rows.ts';
import { isNews, isOtherSeen } from './seen.ts';

/** An event of an issue, its texts as they are written down: what is the text of the next event is only begun in it. */
export type WholeEvent = IssueEvent & { issue_id: string; position: number };

/** How many events each of these issues has. */
export async function countEvents(db: ActorReader, ids: string[]): Promise<Map<string, number>> {
  const rows = await db
    .issueEvents()
    .select(({ fn }) => ['issue.id', fn.countAll<number>().as('events')])
    .where('issue.id', 'in', ids)
    .where(isNews('event'))
    .where(isOtherSeen(db, 'event'))
    .groupBy('issue.id')
    .execute();
  return new Map(rows.map(({ id, events }) => [id, Number(events)]));
}

/** All events of these issues, which have few, in their order. */
export async function readEventsOf(db: ActorReader, ids: string[]): Promise<WholeEvent[]> {
  const found = await db
    .issueEvents()
    .select(SELECTED)
    .where('issue.id', 'in', ids)
    .where(isNews('event'))
    .where(isOtherSeen(db, 'event'))
    .orderBy('event.position')
    .execute();
  return toWholeEvents(db, found);
}

type Part = { after: number; limit: number };

/** The next events of an issue after a place. */
export async function readNextEvents(
  db: ActorReader,
  issue: { id: string; project_id: string },
  { after, limit }: Part,
): Promise<WholeEvent[]> {
  const found = await db
    .eventsOf(issue)
    .select(SELECTED)
    .where('event.position', '>', after)
    .where(isNews('event'))
    .where(isOtherSeen(db, 'event'))
    .orderBy('event.position')
    .limit(limit)
    .execute();
  return toWholeEvents(db, found);
}

const SELECTED = [...COLUMNS, commentOf.as('comment_id'), 'event.data'] as const;

type Row = Omit<EventRow, 'changes'> & { data: string };

async function toWholeEvents(db: ActorReader, found: Row[]): Promise<WholeEvent[]> {
  const rows = found.map(({ data, ...row }) => ({ ...row, changes: changesIn(data) }));
  const events = await toEvents(db, rows);
  return events.flatMap((event, at) => {
    const row = rows[at];
    return row ? { ...event, issue_id: row.subject_id, position: row.position } : [];
  });
}
