import { z } from 'zod';
import { signedIn } from '../../procedures/access.ts';
import { command, download, query, upload } from '../../procedures/procedure.ts';
import { deleteAttachment } from './commands/delete.ts';
import { attachToComment, attachToIssue } from './flows/attach.ts';
import { downloadAttachment } from './flows/download.ts';
import { getAttachment } from './queries/get.ts';
import { listAttachments } from './queries/list.ts';
import { Attachment, AttachmentPage, NewAttachments } from './schema/attachment.ts';
import { AttachToComment, AttachToIssue, GetAttachment, ListAttachments } from './schema/inputs.ts';

/** What may go wrong with the files themselves. */
const ERRORS_OF_FILES = ['file_too_large', 'too_many_files', 'file_quota_exceeded', 'malformed_request'] as const;

export const attachment = {
  addToIssue: upload({
    access: signedIn('issues:write'),
    route: 'POST /issues/{issue_id}/attachments',
    tag: 'Attachments',
    operationId: 'attachToIssue',
    summary: 'Attach files to an issue',
    description:
      'As `multipart/form-data`, one as `file` or several as `files`: all of them, or none. Whoever may comment may.',
    status: 201,
    errors: ['forbidden', 'issue_not_found', 'project_archived', 'user_required', ...ERRORS_OF_FILES],
    input: AttachToIssue,
    output: NewAttachments,
    run: attachToIssue,
  }),

  addToComment: upload({
    access: signedIn('issues:write'),
    route: 'POST /comments/{comment_id}/attachments',
    tag: 'Attachments',
    operationId: 'attachToComment',
    summary: 'Attach files to a comment',
    description: 'As to an issue. The author of the comment and admins may.',
    status: 201,
    errors: ['forbidden', 'comment_not_found', 'project_archived', 'user_required', ...ERRORS_OF_FILES],
    input: AttachToComment,
    output: NewAttachments,
    run: attachToComment,
  }),

  list: query({
    access: signedIn('issues:read'),
    route: 'GET /issues/{issue_id}/attachments',
    tag: 'Attachments',
    operationId: 'listAttachments',
    summary: 'List the files on an issue',
    description: 'One page of the files on an issue and on its comments, the oldest first.',
    errors: ['issue_not_found'],
    input: ListAttachments,
    output: AttachmentPage,
    run: listAttachments,
  }),

  get: query({
    access: signedIn('issues:read'),
    route: 'GET /attachments/{id}',
    tag: 'Attachments',
    operationId: 'getAttachment',
    summary: 'Get what is known of a file',
    description: 'One file by id, without its content.',
    errors: ['attachment_not_found'],
    input: GetAttachment,
    output: Attachment,
    run: (db, { id }) => getAttachment(db, id),
  }),

  download: download({
    access: signedIn('issues:read'),
    route: 'GET /attachments/{id}/content',
    tag: 'Attachments',
    operationId: 'downloadAttachment',
    summary: 'Get the content of a file',
    description: 'Its bytes, or with `Range` a part of them. Browsers save it, and run nothing that is in it.',
    errors: ['attachment_not_found', 'file_missing'],
    media: ['*/*'],
    hasParts: true,
    input: GetAttachment,
    run: downloadAttachment,
  }),

  delete: command({
    access: signedIn('issues:write'),
    route: 'DELETE /attachments/{id}',
    tag: 'Attachments',
    operationId: 'deleteAttachment',
    summary: 'Delete a file',
    description: 'Whoever attached it, managers of the project and admins may.',
    status: 204,
    errors: ['forbidden', 'attachment_not_found', 'project_archived'],
    input: GetAttachment,
    output: z.null(),
    run: deleteAttachment,
  }),
};
