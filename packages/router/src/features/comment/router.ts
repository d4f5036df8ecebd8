import { z } from 'zod';
import { adminOnly, signedIn } from '../../procedures/access.ts';
import { command, query } from '../../procedures/procedure.ts';
import { createComment, deleteComment, redactComment, updateComment } from './commands.ts';
import { getComment, listComments } from './queries.ts';
import { Comment, CommentPage, CreateComment, GetComment, ListComments, UpdateComment } from './schema.ts';

export const comment = {
  list: query({
    access: signedIn('issues:read'),
    route: 'GET /issues/{issue_id}/comments',
    tag: 'Comments',
    operationId: 'listComments',
    summary: 'List the comments on an issue',
    description: 'One page of comments, the oldest first.',
    errors: ['issue_not_found'],
    input: ListComments,
    output: CommentPage,
    run: listComments,
  }),

  create: command({
    access: signedIn('issues:write'),
    route: 'POST /issues/{issue_id}/comments',
    tag: 'Comments',
    operationId: 'createComment',
    summary: 'Comment on an issue',
    description: 'Any signed-in user may.',
    status: 201,
    location: '/comments/{id}',
    errors: ['forbidden', 'issue_not_found', 'project_archived', 'user_required'],
    input: CreateComment,
    output: Comment,
    run: createComment,
  }),

  get: query({
    access: signedIn('issues:read'),
    route: 'GET /comments/{id}',
    tag: 'Comments',
    operationId: 'getComment',
    summary: 'Get a comment',
    description: 'One comment by id.',
    errors: ['comment_not_found'],
    input: GetComment,
    output: Comment,
    run: (db, { id }) => getComment(db, id),
  }),

  update: command({
    access: signedIn('issues:write'),
    route: 'PATCH /comments/{id}',
    tag: 'Comments',
    operationId: 'updateComment',
    summary: 'Update a comment',
    description:
      'Replaces the text. The author and admins may; the history of the issue keeps the old text as long as there is the comment.',
    errors: ['forbidden', 'comment_not_found', 'project_archived'],
    input: UpdateComment,
    stored: (db, { id }) => getComment(db, id),
    output: Comment,
    run: updateComment,
  }),

  redact: command({
    access: adminOnly,
    route: 'POST /comments/{id}/redact',
    tag: 'Comments',
    operationId: 'redactComment',
    summary: 'Take the text of a comment out for good',
    description:
      'Writes `[redacted]` in its place, there and in the history, and takes it out of all else that Docket keeps.',
    errors: ['comment_not_found'],
    input: GetComment,
    output: Comment,
    run: redactComment,
  }),

  delete: command({
    access: signedIn('issues:write'),
    route: 'DELETE /comments/{id}',
    tag: 'Comments',
    operationId: 'deleteComment',
    summary: 'Delete a comment',
    description: 'The author and admins may.',
    status: 204,
    errors: ['forbidden', 'comment_not_found', 'project_archived'],
    input: GetComment,
    output: z.null(),
    run: deleteComment,
  }),
};
