import { raisedVersion } from '@docket/db';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { changedFields, changesBetween, type Snapshot } from '../../../core/changes.ts';
import { recordEvent } from '../../../core/events.ts';
import { refuseLostUpdate } from '../../../core/versions.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { getLabel, labelKey } from '../queries/get.ts';
import { requireLabelRight } from '../queries/rights.ts';
import type { Label, UpdateLabel } from '../schema.ts';
import { refuseTakenName, uniqueKey } from './names.ts';

/** @throws AppError `label_not_found`, `forbidden`, `project_archived`, `label_taken`, `precondition_failed` */
export async function updateLabel(db: ActorWriter, input: UpdateLabel, by: By<SignedInActor>): Promise<Label> {
  const { actor, at } = by;
  const { id, version, ...columns } = input;
  const before = await getLabel(db, id);
  requireLabelRight(db, before, actor);
  const project_id = before.project?.id ?? null;
  const changed = changedFields(before, columns);
  if (changed.name !== undefined) await refuseTakenName(db, { name: changed.name, project_id }, id);
  const changes = changesBetween(snapshot(before), snapshot({ ...before, ...changed } as Label));
  await refuseLostUpdate(db, { in: 'label', current: before, version, changes }, by);
  if (changes.length === 0) return before;
  const { name } = changed;
  await db
    .updateTable('label')
    .set({
      ...changed,
      ...(name && { name_key: labelKey(name), unique_key: uniqueKey({ name, project_id }) }),
      ...raisedVersion(db, Object.keys(changed)),
      updated_at: at,
    })
    .where('id', '=', id)
    .execute();
  if (name !== undefined) db.reindexLabel(id);
  await recordEvent(db, { type: 'label.updated', subject_id: id, project_id, actor, at, data: { changes } });
  return getLabel(db, id);
}

function snapshot({ name, color, description }: Label): Snapshot {
  return { name, color, description };
}
