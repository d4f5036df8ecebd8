// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { key, line, newUuid, pageInput, prose, raisedBy, seenVersion, time } from '../../core/schema.ts';
import { LONGEST_QUERY, parseQuery } from '../../query-language/parse.ts';
import { knownLabelName } from '../label/schema.ts';
import { milestoneName } from '../milestone/schema.ts';
import { projectKey } from '../project/schema.ts';
import { userKey } from '../user/schema.ts';

export const status = /* @__PURE__ */ (() => (z
  .enum(['open', 'in_progress', 'closed'])))();

export const closedReason = /* @__PURE__ */ (() => (z
  .enum(['completed', 'not_planned', 'duplicate'])))();

export const priority = /* @__PURE__ */ (() => (z
  .enum(['low', 'medium', 'high'])))();

export const issueKey = /* @__PURE__ */ (() => (key(
  /^(?:(?:[a-zA-Z][a-zA-Z0-9]{1,9}-)?[1-9][0-9]{0,9}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/,
  'Must be the id, the key or the number of an issue',
)))();

const title = /* @__PURE__ */ (() => (line(3, 100)))();

const description = /* @__PURE__ */ (() => (raisedBy('ISSUE_DESCRIPTION_MAX', prose(5, 2000))))();

const labels = /* @__PURE__ */ (() => (z.array(knownLabelName).max(20)))();

const assignees = /* @__PURE__ */ (() => (z.array(userKey).max(10)))();

export const SORTED_BY = /* @__PURE__ */ (() => (['created', 'updated', 'priority', 'number', 'comments'] as const))();

const sort = /* @__PURE__ */ (() => (z
  .enum(SORTED_BY.flatMap((by) => [`${by}-desc`, `${by}-asc`] as const))))();

export const issueQuery = /* @__PURE__ */ (() => (line(1, LONGEST_QUERY)
  .check(({ value, issues }) => {
    if (issues.length > 0) return;
    for (const { code, message } of parseQuery(value).faults) {
      issues.push({ code: 'custom', input: value, message, params: { code } });
    }
  })))();

const from = /* @__PURE__ */ (() => (time()))();

const until = /* @__PURE__ */ (() => (time()))();

const filters = /* @__PURE__ */ (() => ({
  project: z.array(projectKey).max(50).optional(),
  status: z.array(status).max(3).optional(),
  priority: z.array(priority).max(3).optional(),
  author: userKey.optional(),
  assignee: userKey.optional(),
  milestone: milestoneName.optional(),
  label: z.array(knownLabelName).max(20).optional(),
  created_after: from.optional(),
  created_before: until.optional(),
  updated_after: from.optional(),
  updated_before: until.optional(),
  closed_after: from.optional(),
  closed_before: until.optional(),
  q: issueQuery.optional(),
}))();

export const ListIssues = /* @__PURE__ */ (() => (z.object({ ...pageInput, ...filters, sort: sort.optional() })))();

export const ExportIssues = /* @__PURE__ */ (() => (z.object({
  format: z
    .enum(['ndjson', 'csv', 'json'])
    .default('ndjson'),
  without_ids: z
    .boolean()
    .default(false),
  bom: z
    .boolean()
    .default(false),
  ...filters,
})))();

export const CreateIssue = /* @__PURE__ */ (() => (z
  .object({
    title,
    description,
    priority: priority.default('medium'),
    status: status.optional(),
    labels: labels.default([]),
    assignees: assignees.default([]),
    milestone: milestoneName.nullable().optional(),
    id: newUuid.optional(),
    project: projectKey.optional(),
  })))();

export const GetIssue = /* @__PURE__ */ (() => (z.object({ id: issueKey })))();

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
    project: projectKey.optional(),
    confirm_visibility: z
      .boolean()
      .optional(),
    version: seenVersion,
  })))();

export type ListIssues = z.output<typeof ListIssues>;

export type ExportIssues = z.output<typeof ExportIssues>;

export type CreateIssue = z.output<typeof CreateIssue>;

export type UpdateIssue = z.output<typeof UpdateIssue>;
