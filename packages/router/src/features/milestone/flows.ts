import type { SignedInActor } from '../../core/actor.ts';
import type { FlowContext } from '../../core/context.ts';
import { deleteInParts } from '../../core/parts.ts';
import { beginDeletion, continueDeletion } from './commands/delete.ts';

/**
 * Deletes a milestone and takes it off its issues, which the history of each shows. It is gone for everybody first, and
 * then leaves the issues in parts.
 *
 * @throws AppError `milestone_not_found`, `forbidden`, `project_archived`, `precondition_failed`
 */
export function deleteMilestone(ctx: FlowContext<SignedInActor>, { id }: { id: string }): Promise<null> {
  return deleteInParts(ctx, {
    first: (db) => beginDeletion(db, id, ctx),
    next: (db) => continueDeletion(db, id, ctx),
  });
}
