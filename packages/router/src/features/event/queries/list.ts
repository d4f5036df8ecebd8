import { type Expression, type SqlBool, sql } from 'kysely';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { inLog, type List, readList, type Source, toTotal } from '../../../core/pagination.ts';
import { getLogId } from '../../../core/positions.ts';
import { MOST_FILTERED, MOST_LOOKED_UP } from '../../../core/schema.ts';
import { walkIndex } from '../../../core/walk.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { type SeenTypes, seenTypes } from '../policy.ts';
import type { ListEvents, LogEvent } from '../schema.ts';
import { filterOf } from './filter.ts';
import { toLogEvents, weighLogEvent } from './log-events.ts';
import { readShort } from './rows.ts';
import { isOf, isOtherSeen, isPlaceSeen, isSeen } from './seen.ts';
import { type Filter, type Key, type Lead, leadOf, walk } from './walk.ts';

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
  const seen = seenTypes(by.actor);
  const { project_ids } = db.sight;
  const projects = project_ids ? [...project_ids] : undefined;
  const lead = leadOf(filter, { ...seen, projects, seesAccounts: seen.always.length > 0 });
  const most = lead.by === 'issue' ? MOST_FILTERED : MOST_LOOKED_UP;
  const isAscending = input.sort === 'position-asc';
  const places = walkIndex(db, {
    cursors,
    most,
    walk: (after: Key | undefined) => walk(db, lead, { after, isAscending, most }),
    matches: (eb) => eb.and(conditions(db, { filter, lead, seen })),
  });
  const read = async (keys: Key[]) => toLogEvents(db, await readShort(db, keys), log_id);
  return readList(input, { ...places, weigh: weighLogEvent, read });
}

const NOTHING: Omit<Source<Key, LogEvent>, 'cursors'> = {
  find: async () => [],
  count: async () => toTotal(0),
  read: async () => [],
};

type Asked = { filter: Filter; lead: Lead; seen: SeenTypes };

/** What the walk does not see to. */
function conditions(db: ActorReader, { filter, lead, seen }: Asked): Expression<SqlBool>[] {
  const { issue, actor_id, types, projects } = filter;
  const { by } = lead;
  const isAmong = (ids: string[]) => sql<SqlBool>`candidate.project_id in (${sql.join(ids)})`;
  return [
    issue ? isOtherSeen(db, 'candidate') : isSeen(db, seen),
    ...(issue || by === 'project_id' || projects ? [] : [isPlaceSeen(db)]),
    ...(issue && actor_id ? [sql<SqlBool>`candidate.actor_id = ${actor_id}`] : []),
    ...(types ? [isOf(types)] : []),
    ...(projects && by !== 'project_id' ? [isAmong(projects)] : []),
  ];
}
