import type { Bound } from '@docket/db';
import type { Actor } from '../../../core/actor.ts';
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
  return sightOf(projects, { project_ids, roles });
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
