import { merged, type Tables } from '@docket/db';
import { type Selectable, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { EventType } from '../../../core/event-types.ts';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { CANDIDATE } from './seen.ts';

export type Key = { position: number };

/** What a list is asked for, by ids. What is left out may be anything. */
export type Filter = {
  issue?: { id: string; project_id: string };
  actor_id?: string;
  types?: EventType[];
  /** Any of these, of which all are seen. */
  projects?: string[];
};

/** What a list of events is walked by: an index, for one value or for each of several. */
export type Lead =
  | { by: 'issue'; issue: { id: string; project_id: string } }
  | { by: 'actor_id' | 'type'; value: string }
  /** Each of these projects, and what happened outside of them, of these types. */
  | { by: 'project_id'; projects: string[]; outside: readonly EventType[] }
  | { by: 'position' };

type Way = { after: Key | undefined; isAscending: boolean; most: number };

/** So many walks are merged at most: each event that is read is compared with the next one of each. */
const MOST_MERGED = 20;

/** The walk that meets the fewest events in vain. */
export function leadOf({ issue, actor_id, types, projects }: Filter, seen: Seen): Lead {
  if (issue) return { by: 'issue', issue };
  if (actor_id) return { by: 'actor_id', value: actor_id };
  if (projects && projects.length <= MOST_MERGED) return { by: 'project_id', projects, outside: [] };
  const [type, ...others] = types ?? [];
  if (type && others.length === 0) return { by: 'type', value: type };
  if (projects || !seen.projects || seen.seesAccounts) return { by: 'position' };
  const outside = seen.with_project.filter((one) => types?.includes(one) ?? true);
  const isFew = seen.projects.length + outside.length <= MOST_MERGED;
  return isFew ? { by: 'project_id', projects: seen.projects, outside } : { by: 'position' };
}

/** What the actor sees, as far as it decides by what to walk. Without `projects`, none is hidden. */
type Seen = { projects: string[] | undefined; with_project: readonly EventType[]; seesAccounts: boolean };

/** The events of a lead, in the order of the log. */
export function walk(db: ActorReader, lead: Lead, { after, isAscending, most }: Way): Part {
  const position = after?.position ?? (isAscending ? 0 : Number.MAX_SAFE_INTEGER);
  const direction = isAscending ? 'asc' : 'desc';
  const all = () => unguarded(db).selectFrom('event').select(CANDIDATE);
  if (lead.by === 'actor_id' || lead.by === 'type') {
    const column = `event.${lead.by}` as const;
    // With an equality in its place, PostgreSQL may walk all of the log for a value that is rare, or was long ago.
    const [beyond, within] = isAscending ? [sql`>`, sql`<=`] : [sql`<`, sql`>=`];
    return all()
      .where(sql<SqlBool>`(${sql.ref(column)}, event.position) ${beyond} (${lead.value}, ${position})`)
      .where(sql<SqlBool>`${sql.ref(column)} ${within} ${lead.value}`)
      .orderBy(column, direction)
      .orderBy('event.position', direction);
  }
  const events = lead.by === 'issue' ? db.eventsOf(lead.issue).select(CANDIDATE) : all();
  const beyond = events.where('event.position', isAscending ? '>' : '<', position);
  if (lead.by !== 'project_id') return beyond.orderBy('event.position', direction);
  const parts = partsOf(beyond, lead);
  return merged(unguarded(db), parts, { by: ['position'], isAscending, most });
}

type Part = SelectQueryBuilder<Tables, keyof Tables, Candidate>;

type Candidate = Pick<Selectable<Tables['event']>, 'position' | 'type' | 'subject_id' | 'project_id' | 'actor_id'>;

function partsOf(events: SelectQueryBuilder<Tables, 'event', Candidate>, lead: Lead & { by: 'project_id' }): Part[] {
  const outside = events.where('event.project_id', 'is', null);
  return [
    ...lead.projects.map((id) => events.where('event.project_id', '=', id)),
    ...lead.outside.map((type) => outside.where('event.type', '=', type)),
  ];
}
