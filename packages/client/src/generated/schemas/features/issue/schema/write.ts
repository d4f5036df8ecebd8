// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { date, line, newUuid, prose, raisedBy, seenVersion } from '../../../core/schema.ts';
import { knownLabelName } from '../../label/schema.ts';
import { milestoneName } from '../../milestone/schema.ts';
import { projectKey } from '../../project/schema.ts';
import { userKey } from '../../user/schema.ts';
import { closedReason, issueKey, priority, status } from './issue.ts';

const title = /* @__PURE__ */ (() => (line(3, 100)))();

const description = /* @__PURE__ */ (() => (raisedBy('ISSUE_DESCRIPTION_MAX', prose(5, 2000))))();

const labels = /* @__PURE__ */ (() => (z.array(knownLabelName).max(20)))();

const dueOn = /* @__PURE__ */ (() => (date()))();

const parent = /* @__PURE__ */ (() => (issueKey))();

const assignees = /* @__PURE__ */ (() => (z.array(userKey).max(10)))();

export const CreateIssue = /* @__PURE__ */ (() => (z
  .object({
    title,
    description,
    priority: priority.default('medium'),
    status: status.optional(),
    labels: labels.default([]),
    assignees: assignees.default([]),
    milestone: milestoneName.nullable().optional(),
    due_on: dueOn.nullable().optional(),
    parent: parent.nullable().optional(),
    id: newUuid.optional(),
    project: projectKey.optional(),
  })))();

export const GetIssue = /* @__PURE__ */ (() => (z.object({ id: issueKey })))();

export const RedactIssue = /* @__PURE__ */ (() => (z
  .object({
    id: issueKey,
    fields: z
      .array(z.enum(['title', 'description']))
      .min(1)
      .max(2),
  })))();

export type RedactIssue = z.output<typeof RedactIssue>;

export const UpdateIssue = /* @__PURE__ */ (() => (z
  .object({
    id: issueKey,
    title: title.optional(),
    description: description.optional(),
    priority: priority.optional(),
    status: status.optional(),
    closed_reason: closedReason
      .nullable()
      .optional(),
    duplicate_of: issueKey
      .optional(),
    labels: labels.optional(),
    assignees: assignees.optional(),
    milestone: milestoneName
      .nullable()
      .optional(),
    due_on: dueOn.nullable().optional(),
    parent: parent
      .nullable()
      .optional(),
    project: projectKey.optional(),
    confirm_visibility: z
      .boolean()
      .optional(),
    version: seenVersion,
  })))();

export type CreateIssue = z.output<typeof CreateIssue>;

export type UpdateIssue = z.output<typeof UpdateIssue>;
