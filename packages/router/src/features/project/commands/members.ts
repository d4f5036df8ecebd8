import { type By, isUser, type SignedInActor } from '../../../core/actor.ts';
import { AppError, invalidInput } from '../../../core/errors.ts';
import { recordEvent } from '../../../core/events.ts';
import type { ActorWriter, Writer } from '../../../visibility/handles.ts';
import { findUserId } from '../../user/queries.ts';
import { getProject } from '../queries/get.ts';
import { countOtherManagers, getMember } from '../queries/members.ts';
import { requireRight } from '../queries/rights.ts';
import type { AddMember, GetMember, Project, ProjectMember, UpdateMember } from '../schema.ts';
import { noteRights } from './rights.ts';

/**
 * Adds somebody to a project.
 *
 * @throws AppError `project_not_found`, `forbidden`, `member_exists`, `validation_failed` for a user who is not there
 */
export async function addMember(db: ActorWriter, input: AddMember, by: By<SignedInActor>): Promise<ProjectMember> {
  const { id: project_id } = await managedProject(db, input.project, by);
  const { role } = input;
  const user_id = await activeUserId(db, input.user, by);
  const known = await db
    .selectFrom('project_member')
    .select('role')
    .where('project_id', '=', project_id)
    .where('user_id', '=', user_id)
    .executeTakeFirst();
  if (known) throw new AppError('member_exists');
  await db.insertInto('project_member').values({ project_id, user_id, role, created_at: by.at }).execute();
  await recordChange(db, { project_id, user_id, from: null, to: role }, by);
  return getMember(db, project_id, user_id);
}

/** @throws AppError `project_not_found`, `forbidden`, `member_not_found`, `last_manager` */
export async function updateMember(
  db: ActorWriter,
  input: UpdateMember,
  by: By<SignedInActor>,
): Promise<ProjectMember> {
  const project = await managedProject(db, input.project, by);
  const before = await memberOf(db, project, input, by);
  const { role = before.role } = input;
  if (role === before.role) return before;
  const ids = { project_id: project.id, user_id: before.user.id };
  if (before.role === 'manager') await refuseLastManager(db, project, ids.user_id);
  await db
    .updateTable('project_member')
    .set({ role })
    .where('project_id', '=', ids.project_id)
    .where('user_id', '=', ids.user_id)
    .execute();
  await recordChange(db, { ...ids, from: before.role, to: role }, by);
  return getMember(db, ids.project_id, ids.user_id);
}

/**
 * Takes somebody out of a project: a manager anybody, and everybody oneself.
 *
 * @throws AppError `project_not_found`, `forbidden`, `member_not_found`, `last_manager`
 */
export async function removeMember(db: ActorWriter, input: GetMember, by: By<SignedInActor>): Promise<null> {
  const project = await getProject(db, input.project);
  const user_id = await findUserId(db, input.user_id, by);
  const isOneself = user_id !== null && isUser(by.actor, user_id);
  if (!isOneself) requireRight(db, 'manage', { actor: by.actor, project_id: project.id });
  const { user, role } = await memberOf(db, project, input, by);
  if (role === 'manager') await refuseLastManager(db, project, user.id);
  await db.deleteFrom('project_member').where('project_id', '=', project.id).where('user_id', '=', user.id).execute();
  await recordChange(db, { project_id: project.id, user_id: user.id, from: role, to: null }, by);
  return null;
}

/** Takes a deleted user out of all projects. */
export async function deleteMemberships(db: Writer, user_id: string): Promise<void> {
  await db.deleteFrom('project_member').where('user_id', '=', user_id).execute();
  await noteRights(db);
}

async function managedProject(db: ActorWriter, key: string, { actor }: By<SignedInActor>): Promise<Project> {
  const project = await getProject(db, key);
  requireRight(db, 'manage', { actor, project_id: project.id });
  return project;
}

async function memberOf(
  db: ActorWriter,
  project: Project,
  { user_id: key }: GetMember,
  by: By<SignedInActor>,
): Promise<ProjectMember> {
  return getMember(db, project.id, (await findUserId(db, key, by)) ?? '');
}

/** Nobody but admins could let anybody into a private project then. */
async function refuseLastManager(db: ActorWriter, { id, visibility }: Project, user_id: string): Promise<void> {
  if (visibility === 'private' && (await countOtherManagers(db, id, user_id)) === 0) throw new AppError('last_manager');
}

async function activeUserId(db: ActorWriter, key: string, by: By<SignedInActor>): Promise<string> {
  const id = await findUserId(db, key, by);
  const found = await db
    .selectFrom('user')
    .select('id')
    .where('id', '=', id ?? '')
    .where('deactivated_at', 'is', null)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (!found) throw invalidInput('user', `There is no active user "${key}"`, 'unknown_user');
  return found.id;
}

type MemberChange = { project_id: string; user_id: string; from: string | null; to: string | null };

async function recordChange(
  db: ActorWriter,
  { project_id, user_id, from, to }: MemberChange,
  { actor, at }: By<SignedInActor>,
): Promise<void> {
  await noteRights(db);
  const data = { user_id, changes: [{ field: 'role', from, to }] };
  await recordEvent(db, { type: 'project.member_changed', subject_id: project_id, project_id, actor, at, data });
}
