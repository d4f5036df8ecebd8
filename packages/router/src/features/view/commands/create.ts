import { type By, isAdmin, requireUser, type SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import { recordEvent } from '../../../core/events.ts';
import { newId } from '../../../core/ids.ts';
import { fold } from '../../../core/text.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { projectNamed } from '../../project/queries/keys.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { getView } from '../queries/get.ts';
import type { CreateView, View } from '../schema.ts';

/**
 * Makes a view: of a project for whoever may create issues there, of all for admins, of one's own for every user.
 *
 * @throws AppError `forbidden`, `project_archived`, `user_required`, `validation_failed` for a project that is not there
 */
export async function createView(db: ActorWriter, input: CreateView, by: By<SignedInActor>): Promise<View> {
  const { actor, at } = by;
  const owner_id = requireUser(actor).id;
  const { name, query, sort = null, project } = input;
  const project_id = project == null ? null : await projectNamed(db, project);
  if (project_id !== null) requireRight(db, 'create_issues', { actor, project_id });
  else if (input.is_shared && !isAdmin(actor)) throw new AppError('forbidden');
  const id = newId();
  const is_shared = project_id !== null || input.is_shared ? 1 : 0;
  const texts = { name, name_key: fold(name), query, sort };
  await db
    .insertInto('view')
    .values({ id, project_id, owner_id, is_shared, ...texts, created_at: at, updated_at: at })
    .execute();
  if (is_shared) await recordEvent(db, { type: 'view.created', subject_id: id, project_id, actor, at });
  return getView(db, id, actor);
}
