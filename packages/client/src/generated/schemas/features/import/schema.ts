// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { line, rawText, storableTime, text } from '../../core/schema.ts';
import { status } from '../issue/schema.ts';
import { color, labelName } from '../label/schema.ts';

const anyText = /* @__PURE__ */ (() => (rawText(0, 1_000_000)))();

const login = /* @__PURE__ */ (() => (line(1, 100)))();

const ImportedComment = /* @__PURE__ */ (() => (z.object({ author: login, body: anyText, created_at: storableTime, updated_at: storableTime })))();

const ImportedIssue = /* @__PURE__ */ (() => (z
  .object({
    number: z.int().min(1).max(1_000_000_000),
    title: rawText(1, 1000),
    description: anyText,
    status,
    author: login,
    assignees: z.array(login).max(100),
    labels: z.array(labelName).max(100),
    created_at: storableTime,
    updated_at: storableTime,
    closed_at: storableTime.nullable(),
    comments: z.array(ImportedComment).max(10_000),
  })))();

export type ImportedIssue = z.output<typeof ImportedIssue>;

const ImportedLabel = /* @__PURE__ */ (() => (z.object({
  name: labelName,
  color,
  description: rawText(0, 1000).nullable(),
})))();

export type ImportedLabel = z.output<typeof ImportedLabel>;

export const ImportIssues = /* @__PURE__ */ (() => (z
  .object({
    source: text(3, 230)
      .regex(/^[a-z]+:\S{1,200}$/, 'Must look like github:owner/name'),
    labels: z.array(ImportedLabel).max(1000),
    issues: z.array(ImportedIssue).max(100),
    when_taken: z
      .enum(['renumber', 'leave'])
      .default('renumber'),
  })))();

export type ImportIssues = z.output<typeof ImportIssues>;
