import type { Writer } from '@docket/db';
import type { By, SignedInActor } from '../../core/actor.ts';
import { changedFields, changesBetween, type Snapshot } from '../../core/changes.ts';
import { AppError } from '../../core/errors.ts';
import { recordEvent } from '../../core/events.ts';
import { newId } from '../../core/ids.ts';
import { takeOffIssues } from '../issue/commands/take-off.ts';
import { findLabelsByName, getLabel, labelKey } from './queries.ts';
import type { CreateLabel, Label, UpdateLabel } from './schema.ts';

/** @throws AppError `label_taken` */
export async function createLabel(db: Writer, input: CreateLabel, { actor, at }: By<SignedInActor>): Promise<Label> {
  await refuseTakenName(db, input.name);
  const id = newId();
  await db
    .insertInto('label')
    .values({
      id,
      name: input.name,
      name_key: labelKey(input.name),
      color: input.color,
      description: input.description ?? null,
      created_at: at,
      updated_at: at,
    })
    .execute();
  await recordEvent(db, { type: 'label.created', subject_id: id, actor, at });
  return getLabel(db, id);
}

/** @throws AppError `label_not_found`, `label_taken` */
export async function updateLabel(db: Writer, input: UpdateLabel, { actor, at }: By<SignedInActor>): Promise<Label> {
  const { id, ...columns } = input;
  const before = await getLabel(db, id);
  if (input.name !== undefined) await refuseTakenName(db, input.name, id);
  const changed = changedFields(before, columns);
  if (Object.keys(changed).length === 0) return before;
  await db
    .updateTable('label')
    .set({ ...changed, ...(changed.name && { name_key: labelKey(changed.name) }), updated_at: at })
    .where('id', '=', id)
    .execute();
  const after = await getLabel(db, id);
  const changes = changesBetween(snapshot(before), snapshot(after));
  await recordEvent(db, { type: 'label.updated', subject_id: id, actor, at, data: { changes } });
  return after;
}

/**
 * Deletes a label and takes it off every issue, which each issue's history shows.
 *
 * @throws AppError `label_not_found`
 */
export async function deleteLabel(db: Writer, { id }: { id: string }, by: By<SignedInActor>): Promise<null> {
  const { actor, at } = by;
  const { name } = await getLabel(db, id);
  await takeOffIssues(db, { table: 'issue_label', column: 'label_id', id }, by);
  await db.deleteFrom('label').where('id', '=', id).execute();
  const changes = [{ field: 'name', from: name, to: null }];
  await recordEvent(db, { type: 'label.deleted', subject_id: id, actor, at, data: { changes } });
  return null;
}

async function refuseTakenName(db: Writer, name: string, ownId?: string): Promise<void> {
  const found = (await findLabelsByName(db, [name])).get(labelKey(name));
  if (found && found.id !== ownId) throw new AppError('label_taken');
}

function snapshot({ name, color, description }: Label): Snapshot {
  return { name, color, description };
}
