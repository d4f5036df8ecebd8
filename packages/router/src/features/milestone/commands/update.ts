import { raisedVersion } from '@docket/db';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { changedFields, changesBetween, type Snapshot } from '../../../core/changes.ts';
import { recordEvent } from '../../../core/events.ts';
import { refuseLostUpdate } from '../../../core/versions.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { getMilestone, titleKey } from '../queries/get.ts';
import type { Milestone, UpdateMilestone } from '../schema.ts';
import { refuseTakenTitle } from './titles.ts';

/** @throws AppError `milestone_not_found`, `forbidden`, `project_archived`, `milestone_taken`, `precondition_failed` */
export async function updateMilestone(
  db: ActorWriter,
  input: UpdateMilestone,
  by: By<SignedInActor>,
): Promise<Milestone> {
  const { actor, at } = by;
  const { id, version, ...columns } = input;
  const before = await getMilestone(db, id);
  const project_id = before.project.id;
  requireRight(db, 'manage_content', { actor, project_id });
  const changed = changedFields(before, columns);
  if (changed.title !== undefined) await refuseTakenTitle(db, { title: changed.title, project_id }, id);
  const changes = changesBetween(snapshot(before), snapshot({ ...before, ...changed } as Milestone));
  await refuseLostUpdate(db, { in: 'milestone', current: before, version, changes }, by);
  if (changes.length === 0) return before;
  await db
    .updateTable('milestone')
    .set({
      ...changed,
      ...(changed.title && { title_key: titleKey(changed.title) }),
      ...(changed.state && { closed_at: changed.state === 'closed' ? at : null }),
      ...raisedVersion(db, Object.keys(changed)),
      updated_at: at,
    })
    .where('id', '=', id)
    .execute();
  await recordEvent(db, { type: 'milestone.updated', subject_id: id, project_id, actor, at, data: { changes } });
  return getMilestone(db, id);
}

function snapshot({ title, description, due_on, state }: Milestone): Snapshot {
  return { title, description, due_on, state };
}
