import { z } from 'zod';
import { adminOnly, signedIn } from '../../procedures/access.ts';
import { command, download, flow, query } from '../../procedures/procedure.ts';
import { bulkEdit, undoBulkEdit } from '../bulk/flows.ts';
import { BulkEdit, BulkEditIssues, UndoBulkEdit } from '../bulk/schema.ts';
import { listIssueEvents } from '../event/queries/history.ts';
import { IssueEventPage, ListIssueEvents } from '../event/schema.ts';
import { createIssue } from './commands/create.ts';
import { deleteIssue } from './commands/delete.ts';
import { redactIssue } from './commands/redact.ts';
import { restoreIssue } from './commands/restore.ts';
import { updateIssue } from './commands/update.ts';
import { exportIssues } from './flows/export.ts';
import { purgeIssue } from './flows/purge.ts';
import { getIssue } from './queries/get.ts';
import { listIssues } from './queries/list.ts';
import { Issue } from './schema/issue.ts';
import { ExportIssues, IssueList, ListIssues } from './schema/list.ts';
import { CreateIssue, GetIssue, RedactIssue, UpdateIssue } from './schema/write.ts';

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

  bulk: flow({
    access: signedIn('issues:write'),
    route: 'POST /issues/bulk',
    tag: 'Issues',
    operationId: 'bulkEditIssues',
    summary: 'Change many issues',
    description:
      'Changes up to 100 issues that are named, or up to 1,000 that a query finds, each as an edit of it alone would: what fails does not stop the rest. Its author can undo it for a day. `dry_run` says what would happen.',
    status: 207,
    takesKey: true,
    input: BulkEditIssues,
    output: BulkEdit,
    run: bulkEdit,
  }),

  undoBulk: flow({
    access: signedIn('issues:write'),
    route: 'POST /issues/bulk/{id}/undo',
    tag: 'Issues',
    operationId: 'undoBulkEdit',
    summary: 'Undo a change of many issues',
    description:
      'Sets back each issue of which nobody has changed the same fields since: its author may, for a day. Of the others it says why they were left.',
    status: 207,
    errors: ['bulk_edit_not_found'],
    takesKey: true,
    input: UndoBulkEdit,
    output: BulkEdit,
    run: undoBulkEdit,
  }),

  delete: command({
    access: signedIn('issues:write'),
    route: 'DELETE /issues/{id}',
    tag: 'Issues',
    operationId: 'deleteIssue',
    summary: 'Delete an issue',
    description:
      'Puts it into the bin, with all that is on it: it can be restored until the bin is emptied. Author, managers and admins may. The number is not used again.',
    status: 204,
    errors: ['forbidden', 'issue_not_found', 'project_archived'],
    input: GetIssue,
    output: z.null(),
    run: deleteIssue,
  }),

  restore: command({
    access: signedIn('issues:write'),
    route: 'POST /issues/{id}/restore',
    tag: 'Issues',
    operationId: 'restoreIssue',
    summary: 'Restore an issue',
    description: 'Takes it out of the bin, with all that it had. Whoever may delete it may. What is not there stays.',
    errors: ['forbidden', 'issue_not_found', 'project_archived'],
    input: GetIssue,
    output: Issue,
    run: restoreIssue,
  }),

  redact: command({
    access: adminOnly,
    route: 'POST /issues/{id}/redact',
    tag: 'Issues',
    operationId: 'redactIssue',
    summary: 'Take texts of an issue out for good',
    description:
      'Writes `[redacted]` in their place, in the issue and in its history, and takes them out of all else that Docket keeps. Backups and mails that were sent keep them.',
    errors: ['issue_not_found'],
    input: RedactIssue,
    output: Issue,
    run: redactIssue,
  }),

  purge: flow({
    access: adminOnly,
    route: 'POST /issues/{id}/purge',
    tag: 'Issues',
    operationId: 'purgeIssue',
    summary: 'Empty an issue out of the bin',
    description:
      'For good: its texts, comments, files and links are gone, also from its events. Only its number is left, which is not used again.',
    status: 204,
    errors: ['issue_not_found', 'not_in_bin'],
    takesKey: true,
    input: GetIssue,
    output: z.null(),
    run: purgeIssue,
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
