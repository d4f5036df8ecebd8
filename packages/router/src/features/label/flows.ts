import type { SignedInActor } from '../../core/actor.ts';
import type { FlowContext } from '../../core/context.ts';
import { deleteInParts } from '../../core/parts.ts';
import { beginDeletion, continueDeletion } from './commands/delete.ts';

/**
 * Deletes a label and takes it off every issue, which each issue's history shows. However many have it, others go on
 * meanwhile: the label is gone for everybody first, and then leaves the issues in parts.
 *
 * @throws AppError `label_not_found`, `forbidden`, `project_archived`, `precondition_failed`
 */
export function deleteLabel(ctx: FlowContext<SignedInActor>, { id }: { id: string }): Promise<null> {
  return deleteInParts(ctx, {
    first: (db) => beginDeletion(db, id, ctx),
    next: (db) => continueDeletion(db, id, ctx),
  });
}
