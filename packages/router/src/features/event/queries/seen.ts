import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { typesOf } from '../../../core/event-types.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import type { SeenTypes } from '../policy.ts';

/** What a walk selects of events. */
export const CANDIDATE = [
  'event.position',
  'event.type',
  'event.subject_id',
  'event.project_id',
  'event.actor_id',
] as const;

/**
 * Condition: the actor may see this `candidate`. What happened to an issue is seen by whoever sees the issue; that it was
 * deleted stays to be seen, for those who follow it.
 */
export function isSeen(db: ActorReader, { with_issue, with_project, always }: SeenTypes): RawBuilder<SqlBool> {
  const issue = db
    .issuesAndBin()
    .select(sql<SqlBool>`issue.deleted_at is null or ${isOf(['issue.deleted'])}`.as('is_seen'))
    .where('issue.id', '=', sql.ref<string>('candidate.subject_id'));
  const project = db.projects().select('project.id').where('project.id', '=', sql.ref<string>('candidate.project_id'));
  return sql<SqlBool>`(
    (${isOf(with_issue)} and (${issue}) and ${isOtherSeen(db, 'candidate')})
    or (${isOf(with_project)} and (candidate.project_id is null or (${project}) is not null))
    or ${isOf(always)})`;
}

/**
 * Condition: the candidate happened where the actor may look, or in no project. What happened to an issue before it was
 * moved to where it is seen is in the history of the issue alone: so an index of projects can find all that is listed.
 */
export function isPlaceSeen(db: ActorReader): RawBuilder<SqlBool> {
  if (db.sight.project_ids === null) return sql<SqlBool>`1 = 1`;
  const project = db.projects().select('project.id').where('project.id', '=', sql.ref<string>('candidate.project_id'));
  return sql<SqlBool>`(candidate.project_id is null or (${project}) is not null)`;
}

/**
 * Condition: the event names no other issue, or one that the actor sees, be it in the bin. A relation to another one is as if
 * it were not there, also in the history of the issue itself.
 */
export function isOtherSeen(db: ActorReader, of: 'candidate' | 'event'): RawBuilder<SqlBool> {
  if (db.sight.project_ids === null) return sql<SqlBool>`1 = 1`;
  const isSeen = db
    .issuesAndBin()
    .select(sql<number>`1`.as('is_seen'))
    .where('issue.id', '=', sql<string>`named.data ->> 'other_id'`);
  return sql<SqlBool>`(not ${isOf(typesOf('relation'), of)} or (
    select case when named.data ->> 'other_id' is null then 1 else (${isSeen}) end
    from event as named where named.position = ${sql.ref(`${of}.position`)}) = 1)`;
}

/** Condition: the event is news. That reactions are others is in the log alone, for those who follow it. */
export function isNews(of: 'candidate' | 'event'): Expression<SqlBool> {
  return sql<SqlBool>`not ${isOf(typesOf('reaction'), of)}`;
}

/** Condition: the candidate is of one of these types. */
export function isOf(types: readonly string[], of: 'candidate' | 'event' = 'candidate'): Expression<SqlBool> {
  if (types.length === 0) return sql<SqlBool>`1 = 0`;
  return sql<SqlBool>`${sql.ref(`${of}.type`)} in (${sql.join(types.map((type) => sql.lit(type)))})`;
}
