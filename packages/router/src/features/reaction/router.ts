import { signedIn } from '../../procedures/access.ts';
import { command } from '../../procedures/procedure.ts';
import { reactToComment, reactToIssue, unreactToComment, unreactToIssue } from './commands/react.ts';
import { ReactionCounts, ReactToComment, ReactToIssue } from './schema/inputs.ts';

export const reaction = {
  add: command({
    access: signedIn('issues:write'),
    route: 'PUT /issues/{id}/reactions/{name}',
    tag: 'Issues',
    operationId: 'addReaction',
    summary: 'React to an issue',
    description: 'Whoever may comment may. What you have said already stays.',
    errors: ['forbidden', 'issue_not_found', 'project_archived', 'user_required'],
    input: ReactToIssue,
    output: ReactionCounts,
    run: reactToIssue,
  }),

  remove: command({
    access: signedIn('issues:write'),
    route: 'DELETE /issues/{id}/reactions/{name}',
    tag: 'Issues',
    operationId: 'removeReaction',
    summary: 'Take back a reaction to an issue',
    description: 'Yours alone. What you have not said stays unsaid.',
    errors: ['forbidden', 'issue_not_found', 'project_archived', 'user_required'],
    input: ReactToIssue,
    output: ReactionCounts,
    run: unreactToIssue,
  }),

  addToComment: command({
    access: signedIn('issues:write'),
    route: 'PUT /comments/{id}/reactions/{name}',
    tag: 'Comments',
    operationId: 'addCommentReaction',
    summary: 'React to a comment',
    description: 'Whoever may comment may. What you have said already stays.',
    errors: ['forbidden', 'comment_not_found', 'project_archived', 'user_required'],
    input: ReactToComment,
    output: ReactionCounts,
    run: reactToComment,
  }),

  removeFromComment: command({
    access: signedIn('issues:write'),
    route: 'DELETE /comments/{id}/reactions/{name}',
    tag: 'Comments',
    operationId: 'removeCommentReaction',
    summary: 'Take back a reaction to a comment',
    description: 'Yours alone. What you have not said stays unsaid.',
    errors: ['forbidden', 'comment_not_found', 'project_archived', 'user_required'],
    input: ReactToComment,
    output: ReactionCounts,
    run: unreactToComment,
  }),
};
