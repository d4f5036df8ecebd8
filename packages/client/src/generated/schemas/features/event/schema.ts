// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { EVENT_FAMILIES, EVENT_TYPES, HISTORY_TYPES } from '../../core/event-types.ts';
import { kept, line, pageInput, time, uuid } from '../../core/schema.ts';
import { issueKey } from '../issue/schema/issue.ts';
import { projectKey } from '../project/schema.ts';
import { userKey } from '../user/schema.ts';

const valueElsewhere = /* @__PURE__ */ (() => (z.union([kept(0, 1_000_000), z.array(kept(0, 1000)).max(1000), z.null()])))();

export const ImportedEvent = /* @__PURE__ */ (() => (z
  .object({
    type: z.enum(HISTORY_TYPES),
    actor: line(1, 100).nullable(),
    actor_name: line(1, 100).nullable(),
    comment: line(1, 200).nullable(),
    changes: z
      .array(
        z
          .object({
            field: line(1, 100),
            from: valueElsewhere,
            to: valueElsewhere,
            to_is_cut: z.literal(true).optional(),
          }),
      )
      .max(100),
    created_at: time(),
  })))();

export type ImportedEvent = z.output<typeof ImportedEvent>;

export const eventTypes = /* @__PURE__ */ (() => (z
  .enum([...EVENT_TYPES, ...EVENT_FAMILIES.map((family) => `${family}.*` as const)])))();

const filter = /* @__PURE__ */ (() => ({
  issue: issueKey.optional(),
  project: z.array(projectKey).max(50).optional(),
  type: z.array(eventTypes).max(20).optional(),
  actor: userKey.optional(),
}))();

export const ListEvents = /* @__PURE__ */ (() => (z.object({
  ...pageInput,
  ...filter,
  sort: z
    .enum(['position-desc', 'position-asc'])
    .default('position-desc'),
})))();

export type ListEvents = z.output<typeof ListEvents>;

export const StreamEvents = /* @__PURE__ */ (() => (z.object({
  ...filter,
  cursor: pageInput.cursor,
  follow: z
    .boolean()
    .default(true),
})))();

export type StreamEvents = z.output<typeof StreamEvents>;

export const ListIssueEvents = /* @__PURE__ */ (() => (z.object({ id: issueKey, ...pageInput })))();

export const GetEvent = /* @__PURE__ */ (() => (z.object({ id: uuid })))();

export type ListIssueEvents = z.output<typeof ListIssueEvents>;
