import type { By, SignedInActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import { deletePart } from '../../../core/parts.ts';
import { refuseUnmet } from '../../../core/versions.ts';
import type { ActorWriter, Writer } from '../../../visibility/handles.ts';
import { getView } from '../queries/get.ts';
import { requireViewRight } from '../queries/rights.ts';

/** @throws AppError `view_not_found`, `forbidden`, `project_archived`, `precondition_failed` */
export async function deleteView(db: ActorWriter, { id }: { id: string }, by: By<SignedInActor>): Promise<null> {
  const { actor, at } = by;
  const view = await getView(db, id, actor);
  requireViewRight(db, view, actor);
  refuseUnmet(view, by);
  await db.deleteFrom('view').where('id', '=', id).execute();
  if (!view.is_shared) return null;
  const changes = [{ field: 'name', from: view.name, to: null }];
  const project_id = view.project?.id ?? null;
  await recordEvent(db, { type: 'view.deleted', subject_id: id, project_id, actor, at, data: { changes } });
  return null;
}

/** Deletes the views that a user who is deleted had alone; what is shared stays. Answers whether there may be more. */
export async function deleteViewsOf(db: Writer, user_id: string): Promise<boolean> {
  const own = db.selectFrom('view').select('view.id').where('owner_id', '=', user_id).where('is_shared', '=', 0);
  return deletePart(db, { from: 'view', key: 'id' }, own);
}
