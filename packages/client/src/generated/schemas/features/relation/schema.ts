// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { pageInput } from '../../core/schema.ts';
import { issueKey } from '../issue/schema/issue.ts';

export const RELATION_TYPES = /* @__PURE__ */ (() => (['blocks', 'blocked_by', 'duplicates', 'duplicated_by', 'relates'] as const))();

const relationType = /* @__PURE__ */ (() => (z
  .enum(RELATION_TYPES)))();

export const ListRelations = /* @__PURE__ */ (() => (z.object({ id: issueKey, ...pageInput })))();

export type ListRelations = z.output<typeof ListRelations>;

export const CreateRelation = /* @__PURE__ */ (() => (z
  .object({
    id: issueKey,
    type: relationType.exclude(['duplicated_by']),
    issue: issueKey,
  })))();

export type CreateRelation = z.output<typeof CreateRelation>;

export const DeleteRelation = /* @__PURE__ */ (() => (z.object({
  id: issueKey,
  type: relationType,
  other: issueKey,
})))();

export type DeleteRelation = z.output<typeof DeleteRelation>;
