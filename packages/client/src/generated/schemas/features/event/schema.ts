// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { EVENT_FAMILIES, EVENT_TYPES } from '../../core/event-types.ts';
import { pageInput, uuid } from '../../core/schema.ts';
import { issueKey } from '../issue/schema.ts';
import { projectKey } from '../project/schema.ts';
import { userKey } from '../user/schema.ts';

const typeFilter = /* @__PURE__ */ (() => (z
  .enum([...EVENT_TYPES, ...EVENT_FAMILIES.map((family) => `${family}.*` as const)])))();

export const ListEvents = /* @__PURE__ */ (() => (z.object({
  ...pageInput,
  issue: issueKey.optional(),
  project: z.array(projectKey).max(50).optional(),
  type: z.array(typeFilter).max(20).optional(),
  actor: userKey.optional(),
  sort: z
    .enum(['position-desc', 'position-asc'])
    .default('position-desc'),
})))();

export type ListEvents = z.output<typeof ListEvents>;

export const ListIssueEvents = /* @__PURE__ */ (() => (z.object({ id: issueKey, ...pageInput })))();

export const GetEvent = /* @__PURE__ */ (() => (z.object({ id: uuid })))();

export type ListIssueEvents = z.output<typeof ListIssueEvents>;
