// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { date, kept, key, line, time } from '../../core/schema.ts';
import { priority, status } from '../issue/schema.ts';
import { color, knownLabelName } from '../label/schema.ts';
import { projectKey } from '../project/schema.ts';
import { userKey } from '../user/schema.ts';

const anyText = /* @__PURE__ */ (() => (kept(0, 1_000_000)))();

const login = /* @__PURE__ */ (() => (line(1, 100)))();

const milestoneTitle = /* @__PURE__ */ (() => (line(1, 100)))();

const SOURCE = /^[a-z]{1,30}:[^\x00-\x20\x7f-\xa0]{1,200}$/;

const ImportedComment = /* @__PURE__ */ (() => (z
  .object({ author: login, body: anyText, created_at: time(), updated_at: time() })))();

const ImportedIssue = /* @__PURE__ */ (() => (z
  .object({
    number: z
      .int()
      .min(1)
      .max(1_000_000_000)
      .optional(),
    id: line(1, 200).optional(),
    title: kept(1, 1000),
    description: anyText,
    status,
    priority: priority.optional(),
    author: login,
    assignees: z.array(login).max(100),
    labels: z.array(knownLabelName).max(100),
    milestone: milestoneTitle
      .nullable()
      .optional(),
    created_at: time(),
    updated_at: time(),
    closed_at: time().nullable(),
    comments: z.array(ImportedComment).max(10_000),
  })))();

export type ImportedIssue = z.output<typeof ImportedIssue>;

const ImportedLabel = /* @__PURE__ */ (() => (z
  .object({ name: knownLabelName, color, description: kept(0, 1000).nullable() })))();

export type ImportedLabel = z.output<typeof ImportedLabel>;

const ImportedMilestone = /* @__PURE__ */ (() => (z
  .object({
    title: milestoneTitle,
    description: kept(0, 2000).nullable(),
    due_on: date().nullable(),
    closed_at: time().nullable(),
  })))();

export type ImportedMilestone = z.output<typeof ImportedMilestone>;

const ImportedPerson = /* @__PURE__ */ (() => (z
  .object({
    login,
    name: line(1, 100).optional(),
    user: userKey
      .optional(),
  })))();

export type ImportedPerson = z.output<typeof ImportedPerson>;

export const ImportIssues = /* @__PURE__ */ (() => (z
  .object({
    source: key(SOURCE, 'Must look like github:owner/name'),
    labels: z.array(ImportedLabel).max(1000),
    milestones: z
      .array(ImportedMilestone)
      .max(1000)
      .optional(),
    people: z
      .array(ImportedPerson)
      .max(1000)
      .optional(),
    issues: z.array(ImportedIssue).max(100),
    project: projectKey
      .optional(),
    when_taken: z
      .enum(['renumber', 'leave'])
      .default('renumber'),
    dry_run: z.boolean().optional(),
  })))();

export type ImportIssues = z.output<typeof ImportIssues>;
