import { raisedVersion } from '@docket/db';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { changedFields, changesBetween, type Snapshot } from '../../../core/changes.ts';
import { recordEvent } from '../../../core/events.ts';
import { refuseLostUpdate } from '../../../core/versions.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { getProject } from '../queries/get.ts';
import { requireRight } from '../queries/rights.ts';
import { lookAgain } from '../queries/sights.ts';
import type { Project, UpdateProject } from '../schema.ts';
import { takeKey } from './create.ts';
import { noteRights } from './rights.ts';

/**
 * Changes a project. A key that it had leads to it for ever, also in the keys of its issues.
 *
 * @throws AppError `project_not_found`, `forbidden`, `project_key_taken`, `precondition_failed`
 */
export async function updateProject(db: ActorWriter, input: UpdateProject, by: By<SignedInActor>): Promise<Project> {
  const { actor, at } = by;
  const { project, version, is_archived, ...columns } = input;
  const before = await getProject(db, project);
  const { id } = before;
  requireRight(db, 'manage', { actor, project_id: id });
  const archived_at = is_archived === undefined ? before.archived_at : is_archived ? (before.archived_at ?? at) : null;
  const changed = changedFields(before, { ...columns, archived_at });
  const changes = changesBetween(snapshot(before), snapshot({ ...before, ...changed } as Project));
  await refuseLostUpdate(db, { in: 'project', current: before, version, changes }, by);
  if (changes.length === 0) return before;
  const raised = raisedVersion(
    db,
    changes.map(({ field }) => field),
  );
  const set = { ...changed, ...raised, updated_at: at };
  await takeKey(db, { key: changed.key ?? before.key, project_id: id }, () =>
    db.updateTable('project').set(set).where('id', '=', id).execute(),
  );
  await noteRights(db);
  await recordEvent(db, { type: 'project.updated', subject_id: id, project_id: id, actor, at, data: { changes } });
  return getProject(await lookAgain(db, actor), id);
}

function snapshot({ key, name, description, visibility, archived_at }: Project): Snapshot {
  return { key, name, description, visibility, archived_at };
}
