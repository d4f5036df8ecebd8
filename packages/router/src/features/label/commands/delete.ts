import type { By, SignedInActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import { forgetDeletion, noteDeletion } from '../../../core/parts.ts';
import { refuseUnmet } from '../../../core/versions.ts';
import { type ActorWriter, unguarded } from '../../../visibility/handles.ts';
import { takeOffLabel } from '../../issue/commands/take-off.ts';
import { getLabel } from '../queries/get.ts';
import { requireLabelRight } from '../queries/rights.ts';

/**
 * Takes a label off the first issues. When more have it, nobody sees it from now on, and its name is free. Answers whether
 * all is done.
 *
 * @throws AppError `label_not_found`, `forbidden`, `project_archived`, `precondition_failed`
 */
export async function beginDeletion(db: ActorWriter, id: string, by: By<SignedInActor>): Promise<boolean> {
  const { actor, at } = by;
  const label = await getLabel(db, id);
  requireLabelRight(db, label, actor);
  refuseUnmet(label, by);
  const { name } = label;
  const hasMore = await takeOffLabel(db, { id, name }, by);
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
  const project_id = label.project?.id ?? null;
  await recordEvent(db, { type: 'label.deleted', subject_id: id, project_id, actor, at, data: { changes } });
  return !hasMore;
}

/** Takes a label that is being deleted off some more issues, and at last removes it. Answers whether all is done. */
export async function continueDeletion(db: ActorWriter, id: string, by: By<SignedInActor>): Promise<boolean> {
  const label = await unguarded(db).selectFrom('label').select('name').where('id', '=', id).executeTakeFirst();
  if (!label) return true; // somebody else went on with it
  const { name } = label;
  if (await takeOffLabel(db, { id, name }, by)) return false;
  await db.deleteFrom('label').where('id', '=', id).execute();
  await forgetDeletion(db, id);
  return true;
}
