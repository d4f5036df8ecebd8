// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { positionInLog, time } from '../../core/schema.ts';
import { projectKey } from '../project/schema.ts';

const projects = /* @__PURE__ */ (() => (z
  .array(projectKey)
  .max(50)
  .optional()))();

const cursor = /* @__PURE__ */ (() => (positionInLog))();

export const BootstrapSync = /* @__PURE__ */ (() => (z.object({
  projects,
  since: time().optional(),
})))();

export const ListChanges = /* @__PURE__ */ (() => (z.object({
  projects,
  cursor,
  schema: z
    .int()
    .optional(),
  limit: z
    .int()
    .min(1)
    .max(500)
    .default(200),
})))();

export const StreamChanges = /* @__PURE__ */ (() => (z.object({
  projects,
  cursor: cursor.optional(),
  follow: z
    .boolean()
    .default(true),
})))();

export type BootstrapSync = z.output<typeof BootstrapSync>;

export type ListChanges = z.output<typeof ListChanges>;

export type StreamChanges = z.output<typeof StreamChanges>;
