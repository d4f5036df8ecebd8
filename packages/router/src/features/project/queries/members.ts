import { AppError } from '../../../core/errors.ts';
import { byTime, inOrderOf, type List, type Position, readList } from '../../../core/pagination.ts';
import { comesAfter, walkIndex } from '../../../core/walk.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { findUserSummaries, weighUser } from '../../user/queries.ts';
import type { ListMembers, ProjectMember } from '../schema.ts';
import { getProject } from './get.ts';

/**
 * The members of a project, the oldest first.
 *
 * @throws AppError `project_not_found`
 */
export async function listMembers(db: ActorReader, input: ListMembers): Promise<List<ProjectMember>> {
  const { id: project_id } = await getProject(db, input.project);
  const places = walkIndex(db, {
    cursors: byTime(`members-of-${project_id}`),
    walk: (after) => placesOf(db, project_id, after),
  });
  return readList(input, {
    ...places,
    weigh: ({ user }) => weighUser(user),
    read: (found) =>
      readMembers(
        db,
        project_id,
        found.map(({ id }) => id),
      ),
  });
}

function placesOf(db: ActorReader, project_id: string, after: Position | undefined) {
  return db
    .selectFrom('project_member')
    .select(['created_at', 'user_id as id'])
    .where('project_id', '=', project_id)
    .where(comesAfter(after, 'asc', ['created_at', 'user_id']))
    .orderBy('created_at')
    .orderBy('user_id');
}

/** @throws AppError `member_not_found` */
export async function getMember(db: ActorReader, project_id: string, user_id: string): Promise<ProjectMember> {
  const [member] = await readMembers(db, project_id, [user_id]);
  if (!member) throw new AppError('member_not_found');
  return member;
}

async function readMembers(db: ActorReader, project_id: string, ids: string[]): Promise<ProjectMember[]> {
  const rows = await db
    .selectFrom('project_member')
    .select(['user_id', 'role', 'created_at'])
    .where('project_id', '=', project_id)
    .where('user_id', 'in', ids)
    .execute();
  const users = await findUserSummaries(db, ids);
  return inOrderOf(ids, rows, ({ user_id }) => user_id).flatMap(({ user_id, role, created_at }) => {
    const user = users.get(user_id);
    return user ? [{ user, role, created_at }] : [];
  });
}

/** Which of these users see a project: all do one that is internal; one that is private its members do, and admins. */
export async function findSeeing(db: ActorReader, project_id: string, ids: string[]): Promise<Set<string>> {
  if (db.sight.projects.get(project_id)?.visibility === 'internal') return new Set(ids);
  const members = db.selectFrom('project_member').select('user_id').where('project_id', '=', project_id);
  const rows = await db
    .selectFrom('user')
    .select('id')
    .where('id', 'in', ids)
    .where((eb) => eb.or([eb('role', '=', 'admin'), eb('id', 'in', members)]))
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** How many others manage a project. */
export async function countOtherManagers(db: ActorReader, project_id: string, user_id: string): Promise<number> {
  const { count } = await db
    .selectFrom('project_member')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('project_id', '=', project_id)
    .where('role', '=', 'manager')
    .where('user_id', '<>', user_id)
    .executeTakeFirstOrThrow();
  return count;
}
