import type { By, SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import { recordEvent } from '../../../core/events.ts';
import { newId } from '../../../core/ids.ts';
import type { ActorWriter, Writer } from '../../../visibility/handles.ts';
import { getProject } from '../queries/get.ts';
import { lookAgain } from '../queries/sights.ts';
import type { CreateProject, Project } from '../schema.ts';
import { noteRights } from './rights.ts';

/**
 * Makes a project. Who makes it manages it; a script makes one without members.
 *
 * @throws AppError `project_key_taken`
 */
export async function createProject(
  db: ActorWriter,
  input: CreateProject,
  { actor, at }: By<SignedInActor>,
): Promise<Project> {
  const id = newId();
  const { key, name, description = null, visibility } = input;
  await takeKey(db, { key, project_id: id }, () =>
    db
      .insertInto('project')
      .values({ id, key, name, description, visibility, version: 1, created_at: at, updated_at: at })
      .execute(),
  );
  await db
    .insertInto('issue_counter')
    .values({ project_id: id, last_number: 0, open_issues: 0, closed_issues: 0 })
    .execute();
  if (actor.kind === 'user') {
    const member = { project_id: id, user_id: actor.id, role: 'manager' as const, created_at: at };
    await db.insertInto('project_member').values(member).execute();
  }
  await noteRights(db);
  await recordEvent(db, { type: 'project.created', subject_id: id, project_id: id, actor, at });
  return getProject(await lookAgain(db, actor), id);
}

/**
 * Keeps a key for a project, for ever, beside what makes it the key of that project.
 *
 * @throws AppError `project_key_taken` when another project has it, or had it
 */
export async function takeKey(
  db: Writer,
  { key, project_id }: { key: string; project_id: string },
  use: () => Promise<unknown>,
): Promise<void> {
  const known = await db.selectFrom('project_key').select('project_id').where('key', '=', key).executeTakeFirst();
  if (known && known.project_id !== project_id) throw new AppError('project_key_taken');
  await use();
  if (!known) await db.insertInto('project_key').values({ key, project_id }).execute();
}
