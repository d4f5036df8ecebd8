import { MAIN_PROJECT_ID } from '@docket/db';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import { recordEvent } from '../../../core/events.ts';
import { refuseUnmet } from '../../../core/versions.ts';
import { type ActorWriter, unguarded } from '../../../visibility/handles.ts';
import { getProject } from '../queries/get.ts';
import { requireRight } from '../queries/rights.ts';
import { noteRights } from './rights.ts';

/**
 * Deletes a project that never had an issue that is still there, not even in the bin: nothing is lost with it. Others are
 * archived, or their issues moved first.
 *
 * @throws AppError `project_not_found`, `forbidden`, `main_project`, `project_not_empty`
 */
export async function deleteProject(db: ActorWriter, input: { project: string }, by: By<SignedInActor>): Promise<null> {
  const { actor, at } = by;
  const project = await getProject(db, input.project);
  const { id } = project;
  requireRight(db, 'manage', { actor, project_id: id });
  refuseUnmet(project, by);
  if (id === MAIN_PROJECT_ID) throw new AppError('main_project');
  await deleteEmptied(db, id);
  for (const table of ['issue', 'issue_key', 'label', 'milestone'] as const) {
    const found = await unguarded(db)
      .selectFrom(table)
      .select('project_id')
      .where('project_id', '=', id)
      .limit(1)
      .execute();
    if (found.length > 0) throw new AppError('project_not_empty');
  }
  const seen_by = project.visibility === 'internal' ? ('everybody' as const) : await memberIds(db, id);
  const templates = db.selectFrom('template').select('id').where('project_id', '=', id);
  await db.deleteFrom('template_assignee').where('template_id', 'in', templates).execute();
  for (const table of [
    'project_member',
    'issue_counter',
    'project_key',
    'webhook',
    'view',
    'project_watch',
    'template',
  ] as const) {
    await db.deleteFrom(table).where('project_id', '=', id).execute();
  }
  await db.deleteFrom('project').where('id', '=', id).execute();
  await noteRights(db);
  const data = { changes: [{ field: 'name', from: project.name, to: null }], seen_by };
  await recordEvent(db, { type: 'project.deleted', subject_id: id, project_id: id, actor, at, data });
  return null;
}

/** Issues that were emptied out of the bin keep nothing but their numbers, which nobody needs without a project. */
async function deleteEmptied(db: ActorWriter, project_id: string): Promise<void> {
  const emptied = unguarded(db)
    .selectFrom('issue')
    .select('id')
    .where('project_id', '=', project_id)
    .where('purge', '=', 'done');
  await db.deleteFrom('issue_key').where('issue_id', 'in', emptied).execute();
  await db.deleteFrom('issue').where('id', 'in', emptied).execute();
}

async function memberIds(db: ActorWriter, project_id: string): Promise<string[]> {
  const found = db.selectFrom('project_member').select('user_id').where('project_id', '=', project_id);
  return (await found.orderBy('user_id').execute()).map(({ user_id }) => user_id);
}
