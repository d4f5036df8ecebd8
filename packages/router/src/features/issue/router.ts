import { z } from 'zod';
import { signedIn } from '../../procedures/access.ts';
import { command, download, query } from '../../procedures/procedure.ts';
import { listIssueEvents } from '../event/queries/history.ts';
import { IssueEventPage, ListIssueEvents } from '../event/schema.ts';
import { createIssue } from './commands/create.ts';
import { deleteIssue } from './commands/delete.ts';
import { updateIssue } from './commands/update.ts';
import { exportIssues } from './flows/export.ts';
import { getIssue } from './queries/get.ts';
import { listIssues } from './queries/list.ts';
import { Issue } from './schema/issue.ts';
import { ExportIssues, IssueList, ListIssues } from './schema/list.ts';
import { CreateIssue, GetIssue, UpdateIssue } from './schema/write.ts';

export const issue = {
  list: query({
    access: signedIn('issues:read'),
    route: 'GET /issues',
    tag: 'Issues',
    operationId: 'listIssues',
    summary: 'List issues',
    description: 'Issues that match all filters, newest first or in another order: page by page, or on from a cursor.',
    input: ListIssues,
    output: IssueList,
    run: listIssues,
  }),

  export: download({
    access: signedIn('issues:read'),
    route: 'GET /issues/export',
    tag: 'Issues',
    operationId: 'exportIssues',
    summary: 'Export issues',
    description:
      'All issues that match all filters, project by project, as of one moment, in a stream. One export of a caller is under way at a time.',
    media: ['application/x-ndjson', 'text/csv', 'application/json'],
    input: ExportIssues,
    run: exportIssues,
  }),

  create: command({
    access: signedIn('issues:write'),
    route: 'POST /issues',
    tag: 'Issues',
    operationId: 'createIssue',
    summary: 'Create an issue',
    description: 'Any signed-in user may. Labels and assignees must exist.',
    status: 201,
    location: '/issues/{id}',
    errors: ['forbidden', 'id_taken', 'project_archived', 'user_required'],
    input: CreateIssue,
    output: Issue,
    run: createIssue,
  }),

  get: query({
    access: signedIn('issues:read'),
    route: 'GET /issues/{id}',
    tag: 'Issues',
    operationId: 'getIssue',
    summary: 'Get an issue',
    description: 'One issue by id or by number.',
    errors: ['issue_not_found'],
    input: GetIssue,
    output: Issue,
    run: (db, { id }) => getIssue(db, id),
  }),

  update: command({
    access: signedIn('issues:write'),
    route: 'PATCH /issues/{id}',
    tag: 'Issues',
    operationId: 'updateIssue',
    summary: 'Update an issue',
    description:
      'Changes the fields that are sent. Author, assignees and admins may. `project` moves it: its author and managers may, and its old keys lead to it for ever. `PUT` is the same.',
    aliases: [{ route: 'PUT /issues/{id}', operationId: 'replaceIssue' }],
    errors: ['forbidden', 'issue_not_found', 'project_archived', 'user_required', 'visibility_unconfirmed'],
    input: UpdateIssue,
    stored: (db, { id }) => getIssue(db, id),
    output: Issue,
    run: updateIssue,
  }),

  delete: command({
    access: signedIn('issues:write'),
    route: 'DELETE /issues/{id}',
    tag: 'Issues',
    operationId: 'deleteIssue',
    summary: 'Delete an issue',
    description: 'Author and admins may. The number is not used again.',
    status: 204,
    errors: ['forbidden', 'issue_not_found', 'project_archived'],
    input: GetIssue,
    output: z.null(),
    run: deleteIssue,
  }),

  events: query({
    access: signedIn('issues:read'),
    route: 'GET /issues/{id}/events',
    tag: 'Issues',
    operationId: 'listIssueEvents',
    summary: 'List the history of an issue',
    description:
      'Who changed what from what to what and when, the oldest event first. Of a text of more than 1 KB its beginning is shown.',
    errors: ['issue_not_found'],
    input: ListIssueEvents,
    output: IssueEventPage,
    run: listIssueEvents,
  }),
};
