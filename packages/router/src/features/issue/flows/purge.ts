import type { SignedInActor } from '../../../core/actor.ts';
import type { FlowContext } from '../../../core/context.ts';
import { deleteInParts } from '../../../core/parts.ts';
import { type Binned, beginPurgeOf, continuePurge } from '../commands/purge.ts';

/**
 * Empties an issue out of the bin, for good: nothing of it is left but its number, and events without texts. Nobody can
 * restore it from the first part on.
 *
 * @throws AppError `issue_not_found`, `not_in_bin`, `precondition_failed`
 */
export function purgeIssue(ctx: FlowContext<SignedInActor>, { id }: { id: string }): Promise<null> {
  let purged: Binned | undefined;
  return deleteInParts(ctx, {
    first: async (db) => {
      purged = await beginPurgeOf(db, id, ctx);
      return continuePurge(db, purged, ctx.at);
    },
    next: async (db) => purged === undefined || continuePurge(db, purged, ctx.at),
  });
}
