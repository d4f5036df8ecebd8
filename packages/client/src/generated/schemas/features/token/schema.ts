// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { name, pageInput, uuid } from '../../core/schema.ts';
import { SCOPES } from '../../core/scopes.ts';
import { projectKey } from '../project/schema.ts';

const scope = /* @__PURE__ */ (() => (z.enum(SCOPES)))();

const MOST_PROJECTS = 50;

export const ListApiTokens = /* @__PURE__ */ (() => (z.object(pageInput)))();

export const CreateApiToken = /* @__PURE__ */ (() => (z
  .object({
    name: name(1, 100),
    scopes: z.array(scope).min(1).max(SCOPES.length),
    projects: z
      .array(projectKey)
      .min(1)
      .max(MOST_PROJECTS)
      .optional(),
    expires_in_days: z
      .int()
      .min(1)
      .max(3650)
      .optional(),
  })))();

export const RevokeApiToken = /* @__PURE__ */ (() => (z.object({ id: uuid })))();

export type ListApiTokens = z.output<typeof ListApiTokens>;

export type CreateApiToken = z.output<typeof CreateApiToken>;
