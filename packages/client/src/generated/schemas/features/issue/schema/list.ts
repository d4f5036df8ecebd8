// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { date, line, pageInput, time } from '../../../core/schema.ts';
import { LONGEST_QUERY, parseQuery } from '../../../query-language/parse.ts';
import { knownLabelName } from '../../label/schema.ts';
import { milestoneName } from '../../milestone/schema.ts';
import { projectKey } from '../../project/schema.ts';
import { userKey } from '../../user/schema.ts';
import { issueKey, priority, status } from './issue.ts';

export const SORTED_BY = /* @__PURE__ */ (() => (['created', 'updated', 'priority', 'number', 'comments', 'reactions', 'due'] as const))();

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
  parent: issueKey.optional(),
  label: z.array(knownLabelName).max(20).optional(),
  created_after: from.optional(),
  created_before: until.optional(),
  updated_after: from.optional(),
  updated_before: until.optional(),
  closed_after: from.optional(),
  closed_before: until.optional(),
  due_after: date().optional(),
  due_before: date().optional(),
  q: issueQuery.optional(),
}))();

export const ListIssues = /* @__PURE__ */ (() => (z.object({
  ...pageInput,
  ...filters,
  sort: sort.optional(),
  in_bin: z
    .boolean()
    .optional(),
})))();

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

export type ListIssues = z.output<typeof ListIssues>;

export type ExportIssues = z.output<typeof ExportIssues>;
