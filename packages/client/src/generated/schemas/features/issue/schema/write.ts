// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { date, line, newUuid, prose, raisedBy, seenVersion } from '../../../core/schema.ts';
import { knownLabelName } from '../../label/schema.ts';
import { milestoneName } from '../../milestone/schema.ts';
import { projectKey } from '../../project/schema.ts';
import { templateKey } from '../../template/schema/name.ts';
import { userKey } from '../../user/schema.ts';
import { closedReason, issueKey, priority, status } from './issue.ts';

export const title = /* @__PURE__ */ (() => (line(3, 100)))();

export const description = /* @__PURE__ */ (() => (raisedBy('ISSUE_DESCRIPTION_MAX', prose(5, 2000))))();

export const labels = /* @__PURE__ */ (() => (z.array(knownLabelName).max(20)))();

const dueOn = /* @__PURE__ */ (() => (date()))();

const parent = /* @__PURE__ */ (() => (issueKey))();

export const assignees = /* @__PURE__ */ (() => (z
  .array(userKey)
  .max(10)))();

function isSaid(input: { [Field in 'title' | 'description' | 'template']?: unknown }, field: 'title' | 'description') {
  return input[field] !== undefined || input.template !== undefined;
}

function missing(field: string) {
  return { path: [field], message: 'Required', params: { code: 'invalid_type' } };
}

function isFields({ value }: { value: unknown }): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const CreateIssue = /* @__PURE__ */ (() => (z
  .object({
    title: title.optional(),
    description: description.optional(),
    priority: priority.optional(),
    status: status.optional(),
    labels: labels.optional(),
    assignees: assignees.optional(),
    milestone: milestoneName.nullable().optional(),
    due_on: dueOn.nullable().optional(),
    parent: parent.nullable().optional(),
    id: newUuid.optional(),
    project: projectKey.optional(),
    template: templateKey.optional(),
  })
  .refine((input) => isSaid(input, 'title'), { ...missing('title'), when: isFields })
  .refine((input) => isSaid(input, 'description'), { ...missing('description'), when: isFields })))();

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
