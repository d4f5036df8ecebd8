import type { By, SignedInActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import { isId } from '../../../core/ids.ts';
import type { ActorReader, ActorWriter } from '../../../visibility/handles.ts';
import { createProject, takeKey } from '../../project/commands/create.ts';
import { noteRights } from '../../project/commands/rights.ts';
import { getProject } from '../../project/queries/get.ts';
import { findProjectIds, projectNamed } from '../../project/queries/keys.ts';
import { lookAgain } from '../../project/queries/sights.ts';
import type { ImportIssues } from '../schema/inputs.ts';
import type { ImportResult } from '../schema/result.ts';

type Given = { added: ImportResult; by: By<SignedInActor> };

/**
 * The id of the project that an import names. Null: it is not there, and would be made.
 *
 * @throws AppError `validation_failed` for an id of no project
 */
export async function findProject(db: ActorReader, project: string | undefined): Promise<string | null> {
  if (project !== undefined && !isId(project) && (await findProjectIds(db, [project])).size === 0) return null;
  return projectNamed(db, project);
}

/** The project that an import goes into, which is made when it is not there. */
export async function projectFor(
  db: ActorWriter,
  { project, project_details: details }: ImportIssues,
  { added, by }: Given,
): Promise<string> {
  if (project === undefined) return projectNamed(db, project);
  const there = await findProject(db, project);
  if (there !== null) return there;
  const key = project.toUpperCase();
  const { created_at = by.at, updated_at = created_at, former_keys = [], archived_at: _, ...about } = details ?? {};
  const asNow = { key, name: key, ...about, visibility: details?.visibility ?? 'internal' };
  const { id } = await createProject(db, asNow, { ...by, at: created_at });
  await db.updateTable('project').set({ updated_at }).where('id', '=', id).execute();
  for (const former of former_keys) {
    const isFree = (await findProjectIds(db, [former])).size === 0;
    if (isFree) await takeKey(db, { key: former.toUpperCase(), project_id: id }, async () => undefined);
  }
  added.made.project = key;
  return id;
}

/** Archives a project as it was elsewhere, unless somebody has changed it since an import made it. */
export async function archiveProject(
  db: ActorWriter,
  { project_details: details, project_id: id }: Pick<ImportIssues, 'project_details'> & { project_id: string },
  { actor, at }: By<SignedInActor>,
): Promise<void> {
  const { archived_at, created_at, updated_at } = details ?? {};
  if (archived_at === undefined) return;
  const project = await getProject(await lookAgain(db, actor), id);
  const isAsMade = project.created_at === created_at && project.updated_at === updated_at;
  if (!isAsMade || project.archived_at !== null) return;
  await db.updateTable('project').set({ archived_at }).where('id', '=', id).execute();
  await noteRights(db);
  const changes = [{ field: 'archived_at', from: null, to: archived_at }];
  await recordEvent(db, { type: 'project.updated', subject_id: id, project_id: id, actor, at, data: { changes } });
}
