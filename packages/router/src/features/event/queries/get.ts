import type { By, SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import { getLogId } from '../../../core/positions.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { seenTypes } from '../policy.ts';
import type { LogEvent } from '../schema.ts';
import { changesIn } from './changes.ts';
import { toLogEvents } from './log-events.ts';
import { COLUMNS, commentOf } from './rows.ts';
import { CANDIDATE, isSeen } from './seen.ts';

/**
 * One event that the actor may see, with all of what stood there before.
 *
 * @throws AppError `event_not_found`
 */
export async function getEvent(db: ActorReader, id: string, { actor }: By<SignedInActor>): Promise<LogEvent> {
  const candidate = unguarded(db).selectFrom('event').select(CANDIDATE).where('event.id', '=', id).as('candidate');
  const row = await unguarded(db)
    .selectFrom(candidate)
    .innerJoin('event', 'event.position', 'candidate.position')
    .select(COLUMNS)
    .select([commentOf.as('comment_id'), 'event.data'])
    .where(isSeen(db, seenTypes(actor)))
    .executeTakeFirst();
  if (!row) throw new AppError('event_not_found');
  const [event] = await toLogEvents(db, [{ ...row, changes: changesIn(row.data) }], await getLogId(db));
  if (!event) throw new AppError('event_not_found');
  return event;
}
