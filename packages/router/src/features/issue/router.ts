import { z } from 'zod';
import { reads, writes } from '../../procedures/bases.ts';
import { rest } from '../../procedures/meta.ts';
import { t } from '../../procedures/trpc.ts';
import { listIssueEvents } from '../event/queries.ts';
import { IssueEventPage, ListIssueEvents } from '../event/schema.ts';
import { createIssue, deleteIssue, updateIssue } from './commands.ts';
import { getIssue, listIssues } from './queries.ts';
import { CreateIssue, GetIssue, Issue, IssueList, ListIssues, UpdateIssue } from './schema.ts';

const Issues = { tag: 'Issues' } as const;

export const issueRouter = t.router({
  list: reads
    .signedIn('issues:read')
    .meta(
      rest('GET /issues', {
        ...Issues,
        operationId: 'listIssues',
        summary: 'List issues',
        description: 'Issues that match all filters, newest first: page by page, or on from a cursor.',
      }),
    )
    .input(ListIssues)
    .output(IssueList)
    .query(({ ctx, input }) => listIssues(ctx.db, ctx.actor, input)),

  create: writes
    .signedIn('issues:write')
    .meta(
      rest('POST /issues', {
        ...Issues,
        operationId: 'createIssue',
        summary: 'Create an issue',
        description: 'Any signed-in user may. Labels and assignees must exist.',
        status: 201,
        location: '/issues/{id}',
        errors: ['user_required'],
      }),
    )
    .input(CreateIssue)
    .output(Issue)
    .mutation(({ ctx, input }) => ctx.db.write((db) => createIssue(db, ctx, input))),

  get: reads
    .signedIn('issues:read')
    .meta(
      rest('GET /issues/{id}', {
        ...Issues,
        operationId: 'getIssue',
        summary: 'Get an issue',
        description: 'One issue by id or by number.',
        errors: ['issue_not_found'],
      }),
    )
    .input(GetIssue)
    .output(Issue)
    .query(({ ctx, input }) => getIssue(ctx.db, input.id)),

  update: writes
    .signedIn('issues:write')
    .meta(
      rest('PATCH /issues/{id}', {
        ...Issues,
        operationId: 'updateIssue',
        summary: 'Update an issue',
        description: 'Changes the fields that are sent. Author, assignees and admins may. `PUT` is the same.',
        aliases: [{ method: 'PUT', path: '/issues/{id}', operationId: 'replaceIssue' }],
        errors: ['forbidden', 'issue_not_found', 'user_required'],
      }),
    )
    .input(UpdateIssue)
    .output(Issue)
    .mutation(({ ctx, input }) => ctx.db.write((db) => updateIssue(db, ctx, input))),

  delete: writes
    .signedIn('issues:write')
    .meta(
      rest('DELETE /issues/{id}', {
        ...Issues,
        operationId: 'deleteIssue',
        summary: 'Delete an issue',
        description: 'Author and admins may. The number is not used again.',
        status: 204,
        errors: ['forbidden', 'issue_not_found'],
      }),
    )
    .input(GetIssue)
    .output(z.null())
    .mutation(({ ctx, input }) => ctx.db.write((db) => deleteIssue(db, ctx, input))),

  events: reads
    .signedIn('issues:read')
    .meta(
      rest('GET /issues/{id}/events', {
        ...Issues,
        operationId: 'listIssueEvents',
        summary: 'List the history of an issue',
        description: 'Who changed what from what to what and when, the oldest event first.',
        errors: ['issue_not_found'],
      }),
    )
    .input(ListIssueEvents)
    .output(IssueEventPage)
    .query(({ ctx, input }) => listIssueEvents(ctx.db, input)),
});
