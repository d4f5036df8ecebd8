import { type Bound, isOneOf } from '@docket/db';
import { type RawBuilder, sql } from 'kysely';
import { type Actor, isAdmin } from '../../../core/actor.ts';
import type { EventType } from '../../../core/event-types.ts';
import { type ActorReader, type Reader, readerFor, unguarded } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { type Sight, sightOf } from '../../../visibility/sight.ts';
import { may } from '../policy.ts';

/** A number that is another one after each change of what somebody may see. */
export async function readRightsMark(db: Reader): Promise<number> {
  const [row] = await findMark(db, {});
  return row?.value ?? 0;
}

const findMark = prepared((db: Reader) =>
  db.selectFrom('counter').select('counter.value').where('counter.name', '=', 'rights'),
);

/** All projects, as far as rights go. */
export async function readStandings(db: Reader): Promise<Sight['projects']> {
  const rows = await unguarded(db).selectFrom('project').select(['id', 'visibility', 'archived_at']).execute();
  return new Map(
    rows.map(({ id, visibility, archived_at }) => [id, { visibility, is_archived: archived_at !== null }]),
  );
}

/** What an actor may see of these projects. */
export async function readSight(db: Reader, actor: Actor, projects: Sight['projects']): Promise<Sight> {
  const none: Sight['roles'] = new Map();
  if (actor.kind === 'anonymous') return sightOf(projects, { project_ids: [], roles: none });
  const memberships = actor.kind === 'user' ? await findMemberships(db, { user_id: actor.id }) : [];
  const roles = new Map(memberships.map(({ project_id, role }) => [project_id, role]));
  const narrowed = actor.kind === 'user' && actor.project_ids ? new Set(actor.project_ids) : undefined;
  const project_ids = Array.from(projects).flatMap(([id, { visibility }]) =>
    may(actor, 'read', { visibility, role: roles.get(id) }) && (!narrowed || narrowed.has(id)) ? id : [],
  );
  const foreign = await findForeign(db, actor, { projects, project_ids, roles });
  return sightOf(projects, { project_ids, roles, ...(foreign.size > 0 && { foreign }) });
}

type Seen = Pick<Sight, 'projects' | 'roles'> & { project_ids: string[] };

/** The private projects that an actor sees as an admin alone, and has not looked at. Our own scripts leave no looks. */
async function findForeign(db: Reader, actor: Actor, { projects, project_ids, roles }: Seen): Promise<Set<string>> {
  if (actor.kind !== 'user' || !isAdmin(actor)) return new Set();
  const foreign = project_ids.filter((id) => projects.get(id)?.visibility === 'private' && !roles.has(id));
  return new Set(await notLookedAt(db, foreign, actor.id));
}

const LOOK = 'project.looked_into' satisfies EventType;
const NEW_ROLE = 'project.member_changed' satisfies EventType;

/** Those of these projects at which a user has not looked since the user got or lost a role there, or ever. */
export async function notLookedAt(db: Reader, project_ids: string[], user_id: string): Promise<string[]> {
  if (project_ids.length === 0) return [];
  const isLook = sql`event.type = ${LOOK} and event.actor_id = ${user_id}`;
  const isNewRole = sql`event.type = ${NEW_ROLE} and event.data ->> 'user_id' = ${user_id}`;
  const last = (condition: RawBuilder<unknown>) =>
    sql<number>`coalesce(max(case when ${condition} then event.position end), 0)`;
  // No condition on types: SQLite would walk the index of those, with what happened to all projects.
  const rows = await unguarded(db)
    .selectFrom('event')
    .select(['subject_id', last(isLook).as('look'), last(isNewRole).as('new_role')])
    .where(isOneOf(unguarded(db), 'event.subject_id', JSON.stringify(project_ids)))
    .groupBy('subject_id')
    .execute();
  const looked = new Set(rows.flatMap(({ subject_id, look, new_role }) => (look > new_role ? subject_id : [])));
  return project_ids.filter((id) => !looked.has(id));
}

const findMemberships = prepared((db: Reader, { user_id }: Bound<{ user_id: string }>) =>
  db
    .selectFrom('project_member')
    .select(['project_member.project_id', 'project_member.role'])
    .where('project_member.user_id', '=', user_id),
);

/** Reads with what the actor may see now, after rights were changed in this transaction. */
export async function lookAgain(db: Reader, actor: Actor): Promise<ActorReader> {
  return readerFor(db, await readSight(db, actor, await readStandings(db)));
}
