// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { uuid } from '../../core/schema.ts';
import { issueKey } from '../issue/schema/issue.ts';
import { issueQuery } from '../issue/schema/list.ts';
import { UpdateIssue } from '../issue/schema/write.ts';
import { knownLabelName } from '../label/schema.ts';
import { projectKey } from '../project/schema.ts';
import { userKey } from '../user/schema.ts';

const MOST_NAMED = 100;

const labels = /* @__PURE__ */ (() => (z.array(knownLabelName).min(1).max(20)))();

const people = /* @__PURE__ */ (() => (z.array(userKey).min(1).max(10)))();

const LISTS = /* @__PURE__ */ (() => ({ labels: ['add_labels', 'remove_labels'], assignees: ['add_assignees', 'remove_assignees'] } as const))();

const BulkChange = /* @__PURE__ */ (() => (UpdateIssue.pick({
  status: true,
  closed_reason: true,
  priority: true,
  milestone: true,
  parent: true,
  due_on: true,
  labels: true,
  assignees: true,
  project: true,
  confirm_visibility: true,
})
  .extend({
    add_labels: labels.optional(),
    remove_labels: labels.optional(),
    add_assignees: people.optional(),
    remove_assignees: people.optional(),
  })
  .check(({ value, issues }) => {
    const { confirm_visibility: _, ...fields } = value;
    if (Object.values(fields).every((field) => field === undefined)) {
      issues.push({ code: 'custom', input: value, message: 'Says nothing to change: name at least one field' });
    }
    for (const [list, changes] of Object.entries(LISTS)) {
      const both = changes.find((change) => value[change] !== undefined);
      if (value[list as keyof typeof LISTS] === undefined || both === undefined) continue;
      const message = `Names all ${list}: leave \`${both}\` out`;
      issues.push({ code: 'custom', input: value, path: [list], message });
    }
  })))();

export type BulkChange = z.output<typeof BulkChange>;

export const BulkEditIssues = /* @__PURE__ */ (() => (z
  .object({
    ids: z
      .array(issueKey)
      .min(1)
      .max(MOST_NAMED)
      .optional(),
    query: issueQuery
      .optional(),
    project: z
      .array(projectKey)
      .max(50)
      .optional(),
    change: BulkChange,
    dry_run: z
      .boolean()
      .default(false),
  })
  .check(({ value, issues }) => {
    const { ids, query, project } = value;
    const say = (path: string, message: string) => issues.push({ code: 'custom', input: value, path: [path], message });
    if ((ids === undefined) === (query === undefined)) say('ids', 'Say which issues: either `ids` or `query`');
    else if (ids && project) say('project', 'Narrows a query: `ids` name their issues by themselves');
  })))();

export type BulkEditIssues = z.output<typeof BulkEditIssues>;

export const UndoBulkEdit = /* @__PURE__ */ (() => (z
  .object({
    id: uuid,
    confirm_visibility: z
      .boolean()
      .optional(),
  })))();

export type UndoBulkEdit = z.output<typeof UndoBulkEdit>;
