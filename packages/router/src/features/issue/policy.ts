import { isAdmin, isUser, type SignedInActor } from '../../core/actor.ts';

type IssuePeople = { author_id: string; assignee_ids: string[] };

/** Author, assignees and admins may edit an issue. */
export function canEditIssue(actor: SignedInActor, issue: IssuePeople): boolean {
  return (
    isAdmin(actor) || isUser(actor, issue.author_id) || issue.assignee_ids.some((assignee) => isUser(actor, assignee))
  );
}

/** Only its author and admins may delete it. */
export function canDeleteIssue(actor: SignedInActor, issue: { author_id: string }): boolean {
  return isAdmin(actor) || isUser(actor, issue.author_id);
}
