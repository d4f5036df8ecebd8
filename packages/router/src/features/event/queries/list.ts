import { type Expression, type SqlBool, sql } from 'kysely';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { EVENT_FAMILIES, type EventType, typesOf } from '../../../core/event-types.ts';
import { inLog, type List, readList, type Source, toTotal } from '../../../core/pagination.ts';
import { getLogId } from '../../../core/positions.ts';
import { MOST_FILTERED, MOST_LOOKED_UP } from '../../../core/schema.ts';
import { walkIndex } from '../../../core/walk.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { getIssueRow } from '../../issue/queries/get.ts';
import { findUserId } from '../../user/queries.ts';
import { seenTypes } from '../policy.ts';
import type { ListEvents, LogEvent } from '../schema.ts';
import { toLogEvents, weighLogEvent } from './log-events.ts';
import { readShort } from './rows.ts';
import { CANDIDATE, isOf, isSeen } from './seen.ts';

type Key = { position: number };

/** What a list is asked for, by ids. What is left out may be anything. */
type Filter = { issue?: { id: string; project_id: string }; actor_id?: string; types?: EventType[] };

/**
 * A page of all that happened and that the actor may see, in the order of the log, with the beginnings of long texts. It
 * gives up after so many events that the actor may not see, and its `next_cursor` reads on from there.
 *
 * @throws AppError `issue_not_found`; `validation_failed` when the cursor is none of this log
 */
export async function listEvents(db: ActorReader, input: ListEvents, by: By<SignedInActor>): Promise<List<LogEvent>> {
  const filter = await filterOf(db, input, by);
  const log_id = await getLogId(db);
  const cursors = inLog(log_id);
  if (!filter) return readList(input, { ...NOTHING, cursors });
  const isSeenBy = isSeen(db, seenTypes(by.actor));
  const places = walkIndex(db, {
    cursors,
    most: filter.issue ? MOST_FILTERED : MOST_LOOKED_UP,
    walk: (after: Key | undefined) => walk(db, filter, { after, isAscending: input.sort === 'position-asc' }),
    matches: (eb) => eb.and(conditions(filter, isSeenBy)),
  });
  const read = async (keys: Key[]) => toLogEvents(db, await readShort(db, keys), log_id);
  return readList(input, { ...places, weigh: weighLogEvent, read });
}

const NOTHING: Omit<Source<Key, LogEvent>, 'cursors'> = {
  find: async () => [],
  count: async () => toTotal(0),
  read: async () => [],
};

/** Undefined: nothing can match, since there is no such user, or nothing of these types is seen. */
async function filterOf(db: ActorReader, input: ListEvents, by: By<SignedInActor>): Promise<Filter | undefined> {
  const issue = input.issue === undefined ? undefined : await getIssueRow(db, input.issue);
  const actor_id = input.actor === undefined ? undefined : await findUserId(db, input.actor, by);
  const seen: readonly string[] = Object.values(seenTypes(by.actor)).flat();
  const types = input.type && typesIn(input.type).filter((type) => seen.includes(type));
  if (actor_id === null || types?.length === 0) return undefined;
  return { ...(issue && { issue }), ...(actor_id !== undefined && { actor_id }), ...(types && { types }) };
}

/** `issue.*` is all types of issues. */
function typesIn(given: NonNullable<ListEvents['type']>): EventType[] {
  const types = given.flatMap((one) => {
    const family = EVENT_FAMILIES.find((name) => one === `${name}.*`);
    return family ? typesOf(family) : (one as EventType); // a family, or a type
  });
  return [...new Set(types)];
}

type Way = { after: Key | undefined; isAscending: boolean };

/** Walks an index of the log: of one issue, of who did it, of one type, or of all. */
function walk(db: ActorReader, { issue, ...filter }: Filter, { after, isAscending }: Way) {
  const events = (issue ? db.eventsOf(issue) : unguarded(db).selectFrom('event')).select(CANDIDATE);
  const position = after?.position ?? (isAscending ? 0 : Number.MAX_SAFE_INTEGER);
  const direction = isAscending ? 'asc' : 'desc';
  const lead = issue ? undefined : leadOf(filter);
  if (!lead)
    return events.where('event.position', isAscending ? '>' : '<', position).orderBy('event.position', direction);
  const [column, value] = lead;
  // With an equality in its place, PostgreSQL may walk all of the log for a value that is rare, or was long ago.
  const [beyond, within] = isAscending ? [sql`>`, sql`<=`] : [sql`<`, sql`>=`];
  return events
    .where(sql<SqlBool>`(${sql.ref(column)}, event.position) ${beyond} (${value}, ${position})`)
    .where(sql<SqlBool>`${sql.ref(column)} ${within} ${value}`)
    .orderBy(column, direction)
    .orderBy('event.position', direction);
}

/** The condition that an index walks. */
function leadOf({ actor_id, types }: Filter): [column: 'event.actor_id' | 'event.type', value: string] | undefined {
  if (actor_id) return ['event.actor_id', actor_id];
  const [type, ...others] = types ?? [];
  return type && others.length === 0 ? ['event.type', type] : undefined;
}

/** What the walk does not see to. */
function conditions(filter: Filter, isSeenBy: Expression<SqlBool>): Expression<SqlBool>[] {
  const { issue, actor_id, types } = filter;
  return [
    ...(issue ? [] : [isSeenBy]),
    ...(issue && actor_id ? [sql<SqlBool>`candidate.actor_id = ${actor_id}`] : []),
    ...(types ? [isOf(types)] : []),
  ];
}
