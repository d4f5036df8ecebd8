import { z } from 'zod';
import { reads, writes } from '../../procedures/bases.ts';
import { rest } from '../../procedures/meta.ts';
import { t } from '../../procedures/trpc.ts';
import { createComment, deleteComment, updateComment } from './commands.ts';
import { getComment, listComments } from './queries.ts';
import { Comment, CommentPage, CreateComment, GetComment, ListComments, UpdateComment } from './schema.ts';

const Comments = { tag: 'Comments' } as const;

export const commentRouter = t.router({
  list: reads
    .signedIn('issues:read')
    .meta(
      rest('GET /issues/{issue_id}/comments', {
        ...Comments,
        operationId: 'listComments',
        summary: 'List the comments on an issue',
        description: 'One page of comments, the oldest first.',
        errors: ['issue_not_found'],
      }),
    )
    .input(ListComments)
    .output(CommentPage)
    .query(({ ctx, input }) => listComments(ctx.db, input)),

  create: writes
    .signedIn('issues:write')
    .meta(
      rest('POST /issues/{issue_id}/comments', {
        ...Comments,
        operationId: 'createComment',
        summary: 'Comment on an issue',
        description: 'Any signed-in user may.',
        status: 201,
        location: '/comments/{id}',
        errors: ['issue_not_found', 'user_required'],
      }),
    )
    .input(CreateComment)
    .output(Comment)
    .mutation(({ ctx, input }) => ctx.db.write((db) => createComment(db, ctx, input))),

  get: reads
    .signedIn('issues:read')
    .meta(
      rest('GET /comments/{id}', {
        ...Comments,
        operationId: 'getComment',
        summary: 'Get a comment',
        description: 'One comment by id.',
        errors: ['comment_not_found'],
      }),
    )
    .input(GetComment)
    .output(Comment)
    .query(({ ctx, input }) => getComment(ctx.db, input.id)),

  update: writes
    .signedIn('issues:write')
    .meta(
      rest('PATCH /comments/{id}', {
        ...Comments,
        operationId: 'updateComment',
        summary: 'Update a comment',
        description:
          'Replaces the text. The author and admins may; the history of the issue keeps the old text as long as there is the comment.',
        errors: ['forbidden', 'comment_not_found'],
      }),
    )
    .input(UpdateComment)
    .output(Comment)
    .mutation(({ ctx, input }) => ctx.db.write((db) => updateComment(db, ctx, input))),

  delete: writes
    .signedIn('issues:write')
    .meta(
      rest('DELETE /comments/{id}', {
        ...Comments,
        operationId: 'deleteComment',
        summary: 'Delete a comment',
        description: 'The author and admins may.',
        status: 204,
        errors: ['forbidden', 'comment_not_found'],
      }),
    )
    .input(GetComment)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.db.write((db) => deleteComment(db, ctx, input))),
});
