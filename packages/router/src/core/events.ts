import { type Bound, insertAllInto, prepared } from '@docket/db';
import { sql } from 'kysely';
import type { Writer } from '../visibility/handles.ts';
import type { AnonymousActor, SystemActor, UserActor } from './actor.ts';
import type { EventFamily, EventType } from './event-types.ts';
import { newId } from './ids.ts';
import { beginningOfLong } from './long-texts.ts';
import { lastPosition, noteWritten } from './positions.ts';

/** A field that changed, with its value before and after. */
export type Change = { field: string; from: string | string[] | null; to: string | string[] | null };

/** What is in a project. */
type InProject = 'issue' | 'comment' | 'attachment' | 'relation' | 'reaction' | 'milestone' | 'template' | 'project';

/** What is in a project, or for all of them (null). */
type OfProjectOrAll = 'label' | 'view' | 'webhook';

/** Where it happened: nobody forgets to say that of what is in a project. */
type Placed =
  | { type: EventType<InProject>; project_id: string }
  | { type: EventType<OfProjectOrAll>; project_id: string | null }
  | { type: EventType<Exclude<EventFamily, InProject | OfProjectOrAll>>; project_id?: null };

export type NewEvent = Placed & {
  /** The issue, user, label or session that it happened to. */
  subject_id: string;
  /** Of whom nothing but the id or the name is written down. */
  actor: Pick<UserActor, 'kind' | 'id'> | SystemActor | Pick<AnonymousActor, 'kind'>;
  at: string;
  data?: {
    changes?: RecordedChange[];
    comment_id?: string;
    attachment_id?: string;
    /** The other issue of a relation: the event is seen by whoever sees both. */
    other_id?: string;
    user_id?: string;
    /** The edit of many issues that it is a part of. */
    bulk_id?: string;
    /** It happened at another tracker, long ago perhaps: nobody is told of it. */
    is_imported?: true;
    /** Who saw a project that is deleted; users by id. */
    seen_by?: 'everybody' | string[];
  };
};

/** A change as it is written down. */
export type RecordedChange = Change & {
  /** Only the beginning of `to` is there: all of it is the `from` of the next change, or the present text. */
  to_is_cut?: true;
};

/** Writes down that something happened, in the transaction in which it happens. */
export async function recordEvent(db: Writer, event: NewEvent): Promise<void> {
  const [place] = await insertEvent(db, toRow(event));
  if (place) noteWritten(db, place);
}

/** As `recordEvent`, for several at once. */
export async function recordEvents(db: Writer, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await insertAllInto(db, 'event', events.map(toRow));
  noteWritten(db, await lastPosition(db));
}

/** Where an event stands, told with the insert: to ask for it would be one more statement of each write. */
const PLACE = ['event.position', sql<string>`(select log.id from log)`.as('log_id')] as const;

const insertEvent = prepared((db: Writer, row: Bound<ReturnType<typeof toRow>>) =>
  db.insertInto('event').values(row).returning(PLACE),
);

function toRow({ type, subject_id, project_id = null, actor, at, data: { changes, ...data } = {} }: NewEvent) {
  return {
    id: newId(),
    type,
    subject_id,
    project_id,
    actor_id: actor.kind === 'user' ? actor.id : null,
    actor_name: actor.kind === 'system' ? actor.name : null,
    data: JSON.stringify(changes ? { ...data, changes: changes.map(withoutRepetition) } : data),
    created_at: at,
  };
}

/** A long text stands in the history once, when it is replaced. Otherwise each edit would write it twice. */
function withoutRepetition(change: Change): RecordedChange {
  const beginning = typeof change.to === 'string' ? beginningOfLong(change.to) : undefined;
  return beginning === undefined ? change : { ...change, to: beginning, to_is_cut: true };
}
