import { isAdmin, isUser, type SignedInActor } from '../../core/actor.ts';

/** The author and admins edit and delete a comment. */
export function canChangeComment(actor: SignedInActor, comment: { author_id: string }): boolean {
  return isAdmin(actor) || isUser(actor, comment.author_id);
}
