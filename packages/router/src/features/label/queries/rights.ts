import { isAdmin, type SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { requireRight } from '../../project/queries/rights.ts';
import type { Label } from '../schema.ts';

/**
 * Asks whether an actor may change or delete a label: one of a project is for whoever manages that, one of all projects
 * for admins.
 *
 * @throws AppError `forbidden`, `project_archived`
 */
export function requireLabelRight(db: ActorReader, { project }: Label, actor: SignedInActor): void {
  if (project) requireRight(db, 'manage_content', { actor, project_id: project.id });
  else if (!isAdmin(actor)) throw new AppError('forbidden');
}
