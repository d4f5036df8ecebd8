import { z } from 'zod';
import { pageInput, uuid } from '../../../core/schema.ts';
import { issueKey } from '../../issue/schema/issue.ts';

export const ListAttachments = z.object({ issue_id: issueKey, ...pageInput });

export const GetAttachment = z.object({ id: uuid.describe('The id of the attachment') });

export const AttachToIssue = z.object({ issue_id: issueKey });

export const AttachToComment = z.object({ comment_id: uuid.describe('The id of the comment') });

export type ListAttachments = z.output<typeof ListAttachments>;
export type AttachToIssue = z.output<typeof AttachToIssue>;
export type AttachToComment = z.output<typeof AttachToComment>;
