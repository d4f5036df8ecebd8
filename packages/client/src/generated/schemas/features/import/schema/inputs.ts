// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { date, kept, key, line, time } from '../../../core/schema.ts';
import { ImportedEvent } from '../../event/schema.ts';
import { closedReason, issueKey, priority, status } from '../../issue/schema/issue.ts';
import { color, knownLabelName } from '../../label/schema.ts';
import { CreateProject, projectKey } from '../../project/schema.ts';
import { Reactions } from '../../reaction/schema/reactions.ts';
import { RELATION_TYPES } from '../../relation/schema.ts';
import { email, userKey } from '../../user/schema.ts';

const anyText = /* @__PURE__ */ (() => (kept(0, 1_000_000)))();

const login = /* @__PURE__ */ (() => (line(1, 100)))();

const milestoneTitle = /* @__PURE__ */ (() => (line(1, 100)))();

const sourceId = /* @__PURE__ */ (() => (line(1, 200)))();

const times = /* @__PURE__ */ (() => ({ created_at: time().optional(), updated_at: time().optional() }))();

const version = /* @__PURE__ */ (() => (z.int().min(1).max(1_000_000_000)))();

const SOURCE = /^[a-z]{1,30}:[^\x00-\x20\x7f-\xa0]{1,200}$/;

const reactions = /* @__PURE__ */ (() => (Reactions))();

const ImportedComment = /* @__PURE__ */ (() => (z
  .object({
    id: sourceId.optional(),
    author: login,
    body: anyText,
    reactions: reactions.optional(),
    version: version.optional(),
    created_at: time(),
    updated_at: time(),
  })))();

const ImportedRelation = /* @__PURE__ */ (() => (z
  .object({
    type: z.enum(RELATION_TYPES),
    issue: sourceId,
    created_at: time(),
  })))();

const ImportedIssue = /* @__PURE__ */ (() => (z
  .object({
    number: z
      .int()
      .min(1)
      .max(1_000_000_000)
      .optional(),
    id: sourceId.optional(),
    imported_from: sourceId.optional(),
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
    due_on: date().nullable().optional(),
    created_at: time(),
    updated_at: time(),
    closed_at: time().nullable(),
    closed_reason: closedReason.nullable().optional(),
    reactions: reactions.optional(),
    parent: sourceId
      .nullable()
      .optional(),
    parts: z.array(sourceId).max(1000).optional(),
    relations: z
      .array(ImportedRelation)
      .max(1000)
      .optional(),
    comments: z.array(ImportedComment).max(10_000),
    version: version.optional(),
    history: z
      .array(ImportedEvent)
      .max(10_000)
      .optional(),
    former_keys: z
      .array(issueKey)
      .max(100)
      .optional(),
  })))();

export type ImportedIssue = z.output<typeof ImportedIssue>;

const ImportedLabel = /* @__PURE__ */ (() => (z
  .object({
    name: knownLabelName,
    color,
    description: kept(0, 1000).nullable(),
    for_all: z.boolean().optional(),
    ...times,
  })))();

export type ImportedLabel = z.output<typeof ImportedLabel>;

const ImportedMilestone = /* @__PURE__ */ (() => (z
  .object({
    title: milestoneTitle,
    description: kept(0, 2000).nullable(),
    due_on: date().nullable(),
    closed_at: time().nullable(),
    ...times,
  })))();

export type ImportedMilestone = z.output<typeof ImportedMilestone>;

const ImportedPerson = /* @__PURE__ */ (() => (z
  .object({
    login,
    name: line(1, 100)
      .nullable()
      .optional(),
    username: line(1, 100).nullable().optional(),
    last_name: line(1, 100).nullable().optional(),
    email: email.optional(),
    imported_from: sourceId.optional(),
    is_deleted: z.boolean().optional(),
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
    project_details: CreateProject.pick({ name: true, description: true })
      .extend({
        visibility: CreateProject.shape.visibility.unwrap().optional(),
        ...times,
        former_keys: z.array(projectKey).max(100).optional(),
        archived_at: time()
          .optional(),
      })
      .optional(),
    when_taken: z
      .enum(['renumber', 'leave'])
      .default('renumber'),
    dry_run: z.boolean().optional(),
  })))();

export type ImportIssues = z.output<typeof ImportIssues>;
