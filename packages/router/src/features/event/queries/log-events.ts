import { mostBytes } from '../../../core/answer-size.ts';
import { positionText } from '../../../core/positions.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import type { LogEvent } from '../schema.ts';
import { type EventRow, toEvents, weighEvent } from './rows.ts';
import { findSubjects } from './subjects.ts';

/** Events with where they stand in the log, and what they are about. */
export async function toLogEvents(db: ActorReader, rows: EventRow[], log_id: string): Promise<LogEvent[]> {
  for (const { project_id } of rows) db.look(project_id);
  const subjects = await findSubjects(db, rows);
  const events = await toEvents(db, rows);
  return rows.flatMap(({ position, subject_id }, at) => {
    const [event, subject] = [events[at], subjects.get(subject_id)];
    return event && subject ? { ...event, subject, position: positionText({ log_id, position }) } : [];
  });
}

/** More bytes than an event can have in a list. */
export function weighLogEvent(event: LogEvent): number {
  return (
    weighEvent(event) + mostBytes(event.subject.name, event.subject.project?.name ?? null) + mostBytes(event.position)
  );
}
