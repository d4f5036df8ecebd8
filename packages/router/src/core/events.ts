import type { Writer } from '@docket/db';
import type { Actor } from './actor.ts';
import { newId } from './ids.ts';

/** A field that changed, with its value before and after. */
export type Change = { field: string; from: string | string[] | null; to: string | string[] | null };

export type NewEvent = {
  type: `${string}.${string}`;
  /** The issue, user, label or session that it happened to. */
  subject_id: string;
  actor: Actor;
  at: string;
  data?: { changes?: Change[]; comment_id?: string };
};

/** Writes down that something happened, in the transaction in which it happens. */
export function recordEvent(db: Writer, event: NewEvent): Promise<void> {
  return recordEvents(db, [event]);
}

/** As `recordEvent`, for several at once: at least one, and at most some hundreds. */
export async function recordEvents(db: Writer, events: NewEvent[]): Promise<void> {
  const rows = events.map(({ type, subject_id, actor, at, data = {} }) => ({
    id: newId(),
    type,
    subject_id,
    actor_id: actor.kind === 'user' ? actor.id : null,
    actor_name: actor.kind === 'system' ? actor.name : null,
    data: JSON.stringify(data),
    created_at: at,
  }));
  await db.insertInto('event').values(rows).execute();
}
