// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { pageInput, uuid } from '../../../core/schema.ts';
import { issueKey } from '../../issue/schema/issue.ts';

export const ListAttachments = /* @__PURE__ */ (() => (z.object({ issue_id: issueKey, ...pageInput })))();

export const GetAttachment = /* @__PURE__ */ (() => (z.object({ id: uuid })))();

export const AttachToIssue = /* @__PURE__ */ (() => (z.object({ issue_id: issueKey })))();

export const AttachToComment = /* @__PURE__ */ (() => (z.object({ comment_id: uuid })))();

export type ListAttachments = z.output<typeof ListAttachments>;

export type AttachToIssue = z.output<typeof AttachToIssue>;

export type AttachToComment = z.output<typeof AttachToComment>;
