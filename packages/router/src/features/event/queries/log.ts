import { type SqlBool, sql } from 'kysely';
import type { SignedInActor } from '../../../core/actor.ts';
import { getLogId } from '../../../core/positions.ts';
import type { LogEntry } from '../../../feed/log-entry.ts';
import { type ActorReader, type Reader, unguarded } from '../../../visibility/handles.ts';
import { type SeenTypes, seenTypes } from '../policy.ts';
import type { LogEvent } from '../schema.ts';
import { toLogEvents } from './log-events.ts';
import { readShort } from './rows.ts';
import { CANDIDATE, isPlaceSeen, isSeen } from './seen.ts';

/** The events after a position, whoever may see them, in the order of the log. At most so many. */
export async function readLog(db: Reader, after: number, most: number): Promise<LogEntry[]> {
  const keys = await unguarded(db)
    .selectFrom('event')
    .select('position')
    .where('position', '>', after)
    .orderBy('position')
    .limit(most)
    .execute();
  return keys.length > 0 ? readShort(db, keys) : [];
}

type Showing = { seen: SeenTypes; log_id: string; isOfIssue: boolean };

/** These events as the actor sees them now, by their positions: without those that the actor does not see. */
export async function showEntries(
  db: ActorReader,
  entries: LogEntry[],
  { log_id, ...showing }: Showing,
): Promise<Map<number, LogEvent>> {
  const visible = await seenAmong(db, entries, showing);
  const rows = entries.filter(({ position }) => visible.has(position));
  const events = rows.length > 0 ? await toLogEvents(db, rows, log_id) : [];
  return new Map(events.map((event) => [Number(event.position.slice(log_id.length + 1)), event]));
}

/** The events at these positions as the actor sees them now, by their positions, with the beginnings of long texts. */
export async function readEventsAt(
  db: ActorReader,
  positions: number[],
  actor: SignedInActor,
): Promise<Map<number, LogEvent>> {
  if (positions.length === 0) return new Map();
  const entries = await readShort(
    db,
    positions.map((position) => ({ position })),
  );
  return showEntries(db, entries, { seen: seenTypes(actor), log_id: await getLogId(db), isOfIssue: false });
}

/** The positions of those of these events that the actor sees now. */
export async function seenAmong(
  db: ActorReader,
  entries: readonly { position: number }[],
  { seen, isOfIssue = false }: { seen: SeenTypes; isOfIssue?: boolean },
): Promise<Set<number>> {
  const positions = entries.map(({ position }) => position);
  const candidates = unguarded(db).selectFrom('event').select(CANDIDATE).where('event.position', 'in', positions);
  const found = await unguarded(db)
    .selectFrom(candidates.as('candidate'))
    .select('candidate.position')
    .where(isSeen(db, seen))
    .where(isOfIssue ? sql<SqlBool>`1 = 1` : isPlaceSeen(db)) // the history of an issue goes with it
    .execute();
  return new Set(found.map(({ position }) => position));
}
