import { raisedVersion } from '@docket/db';
import type { By, SignedInActor } from '../../core/actor.ts';
import { changedFields, changesBetween, type Snapshot } from '../../core/changes.ts';
import { AppError } from '../../core/errors.ts';
import { recordEvent } from '../../core/events.ts';
import { newId } from '../../core/ids.ts';
import { forgetDeletion, noteDeletion } from '../../core/parts.ts';
import { refuseLostUpdate, refuseUnmet } from '../../core/versions.ts';
import type { Writer } from '../../visibility/handles.ts';
import { takeOffIssues } from '../issue/commands/take-off.ts';
import { findLabelsLike, getLabel, labelKey } from './queries.ts';
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
      project_id: null,
      name_key: labelKey(input.name),
      unique_key: labelKey(input.name),
      color: input.color,
      description: input.description ?? null,
      created_at: at,
      updated_at: at,
    })
    .execute();
  await recordEvent(db, { type: 'label.created', subject_id: id, actor, at });
  return getLabel(db, id);
}

/** @throws AppError `label_not_found`, `label_taken`, `precondition_failed` */
export async function updateLabel(db: Writer, input: UpdateLabel, by: By<SignedInActor>): Promise<Label> {
  const { actor, at } = by;
  const { id, version, ...columns } = input;
  const before = await getLabel(db, id);
  const changed = changedFields(before, columns);
  if (changed.name !== undefined) await refuseTakenName(db, changed.name, id);
  const changes = changesBetween(snapshot(before), snapshot({ ...before, ...changed } as Label));
  await refuseLostUpdate(db, { in: 'label', current: before, version, changes }, by);
  if (changes.length === 0) return before;
  const raised = raisedVersion(db, Object.keys(changed));
  await db
    .updateTable('label')
    .set({
      ...changed,
      ...(changed.name && { name_key: labelKey(changed.name), unique_key: labelKey(changed.name) }),
      ...raised,
      updated_at: at,
    })
    .where('id', '=', id)
    .execute();
  await recordEvent(db, { type: 'label.updated', subject_id: id, actor, at, data: { changes } });
  return getLabel(db, id);
}

/**
 * Takes a label off the first issues. When more have it, nobody sees it from now on, and its name is free. Answers whether
 * all is done.
 *
 * @throws AppError `label_not_found`, `precondition_failed`
 */
export async function beginDeletion(db: Writer, id: string, by: By<SignedInActor>): Promise<boolean> {
  const { actor, at } = by;
  const label = await getLabel(db, id);
  refuseUnmet(label, by);
  const { name } = label;
  const hasMore = await takeOffIssues(db, { table: 'issue_label', column: 'label_id', id, name }, by);
  if (hasMore) {
    // No name of a label has such a character in it.
    await db
      .updateTable('label')
      .set({ deleted_at: at, name_key: `\u0007${id}`, unique_key: `\u0007${id}` })
      .where('id', '=', id)
      .execute();
    await noteDeletion(db, { kind: 'label', subject_id: id }, by);
  } else {
    await db.deleteFrom('label').where('id', '=', id).execute();
  }
  const changes = [{ field: 'name', from: name, to: null }];
  await recordEvent(db, { type: 'label.deleted', subject_id: id, actor, at, data: { changes } });
  return !hasMore;
}

/** Takes a label that is being deleted off some more issues, and at last removes it. Answers whether all is done. */
export async function continueDeletion(db: Writer, id: string, by: By<SignedInActor>): Promise<boolean> {
  const label = await db.selectFrom('label').select('name').where('id', '=', id).executeTakeFirst();
  if (!label) return true; // somebody else went on with it
  const { name } = label;
  if (await takeOffIssues(db, { table: 'issue_label', column: 'label_id', id, name }, by)) return false;
  await db.deleteFrom('label').where('id', '=', id).execute();
  await forgetDeletion(db, id);
  return true;
}

async function refuseTakenName(db: Writer, name: string, ownId?: string): Promise<void> {
  const found = await findLabelsLike(db, name);
  if (found.some(({ id }) => id !== ownId)) throw new AppError('label_taken');
}

function snapshot({ name, color, description }: Label): Snapshot {
  return { name, color, description };
}
