import { raisedVersion } from '@docket/db';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { changedFields, changesBetween, type Snapshot } from '../../../core/changes.ts';
import { recordEvent } from '../../../core/events.ts';
import { fold } from '../../../core/text.ts';
import { refuseLostUpdate } from '../../../core/versions.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { getView } from '../queries/get.ts';
import { requireViewRight } from '../queries/rights.ts';
import type { UpdateView, View } from '../schema.ts';

/** @throws AppError `view_not_found`, `forbidden`, `project_archived`, `precondition_failed` */
export async function updateView(db: ActorWriter, input: UpdateView, by: By<SignedInActor>): Promise<View> {
  const { actor, at } = by;
  const { id, version, ...columns } = input;
  const before = await getView(db, id, actor);
  requireViewRight(db, before, actor);
  const changed = changedFields(before, columns);
  const changes = changesBetween(snapshot(before), snapshot({ ...before, ...changed } as View));
  await refuseLostUpdate(db, { in: 'view', current: before, version, changes }, by);
  if (changes.length === 0) return before;
  await db
    .updateTable('view')
    .set({
      ...changed,
      ...(changed.name && { name_key: fold(changed.name) }),
      ...raisedVersion(db, Object.keys(changed)),
      updated_at: at,
    })
    .where('id', '=', id)
    .execute();
  const project_id = before.project?.id ?? null;
  if (before.is_shared) {
    await recordEvent(db, { type: 'view.updated', subject_id: id, project_id, actor, at, data: { changes } });
  }
  return getView(db, id, actor);
}

function snapshot({ name, query, sort }: View): Snapshot {
  return { name, query, sort };
}
