import { isAdmin, isUser, type SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { requireRight } from '../../project/queries/rights.ts';
import type { View } from '../schema.ts';

/**
 * Asks whether an actor may change or delete a view that it sees: its owner, whoever manages its project, and admins one
 * of all.
 *
 * @throws AppError `forbidden`, `project_archived`
 */
export function requireViewRight(db: ActorReader, { project, owner }: View, actor: SignedInActor): void {
  const isOwner = isUser(actor, owner.id);
  if (project) {
    requireRight(db, isOwner ? 'create_issues' : 'manage_content', { actor, project_id: project.id });
  } else if (!isOwner && !isAdmin(actor)) throw new AppError('forbidden');
}
