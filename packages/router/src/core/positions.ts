import { prepared } from '@docket/db';
import { sql } from 'kysely';
import type { ActorWriter, LogPosition, Reader, Writer } from '../visibility/handles.ts';

/** As callers get it: `<log_id>.<position>`. */
export function positionText({ log_id, position }: LogPosition): string {
  return `${log_id}.${position}`;
}

/** The later one. */
export function laterOf(one: LogPosition | undefined, other: LogPosition): LogPosition {
  return one && one.log_id === other.log_id && one.position > other.position ? one : other;
}

/** The last event that can be seen: position 0 when there is none. */
export async function lastPosition(db: Reader): Promise<LogPosition> {
  return only(await findLast(db, {}));
}

const LAST = sql<number>`coalesce((select max(event.position) from event), 0)`.as('position');

const findLast = prepared((db: Reader) => db.selectFrom('log').select(['log.id as log_id', LAST]));

/** Which log of events this is. */
export async function getLogId(db: Reader): Promise<string> {
  return only(await findId(db, {})).id;
}

/** There is one row. With its order and limit, neither engine looks at more. */
const findId = prepared((db: Reader) => db.selectFrom('log').select('log.id').orderBy('log.id').limit(1));

/** @throws Error: a migration made the row, and nothing deletes it */
function only<Row>([row]: Row[]): Row {
  if (!row) throw new Error('The table log has no row: restore a backup');
  return row;
}

/** Remembers where an event stands that was written in this transaction. */
export function noteWritten(db: Writer, position: LogPosition): void {
  db.lastEvent = position;
}

/** Runs a transaction, as a flow does. */
export type Write = <T>(work: (db: ActorWriter) => Promise<T>) => Promise<T>;

/**
 * A `write` that tells the position of each commit: that of the last event that the transaction wrote, or of
 * the last one that it could see. Who has read the log up to there has seen what the transaction did, and what it found.
 */
export function tellingPosition(write: Write, tell: (position: LogPosition) => void): Write {
  return async (work) => {
    let committed: LogPosition | undefined;
    const result = await write(async (db) => {
      const done = await work(db);
      committed = db.lastEvent ?? (await lastPosition(db));
      return done;
    });
    if (committed) tell(committed);
    return result;
  };
}
