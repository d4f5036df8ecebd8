// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { date, line, name, pageInput, prose, seenVersion, uuid } from '../../core/schema.ts';
import { projectKey } from '../project/schema.ts';

export const milestoneName = /* @__PURE__ */ (() => (line(1, 100)))();

const title = /* @__PURE__ */ (() => (name(1, 100)))();

const description = /* @__PURE__ */ (() => (prose(0, 2000)))();

const dueOn = /* @__PURE__ */ (() => (date()))();

const state = /* @__PURE__ */ (() => (z.enum(['open', 'closed'])))();

export const ListMilestones = /* @__PURE__ */ (() => (z.object({ ...pageInput, project: projectKey.optional(), state: state.optional() })))();

export const CreateMilestone = /* @__PURE__ */ (() => (z
  .object({
    title,
    description: description.nullable().optional(),
    due_on: dueOn.nullable().optional(),
    project: projectKey.optional(),
  })))();

export const GetMilestone = /* @__PURE__ */ (() => (z.object({ id: uuid })))();

export const UpdateMilestone = /* @__PURE__ */ (() => (z
  .object({
    ...GetMilestone.shape,
    title: title.optional(),
    description: description.nullable().optional(),
    due_on: dueOn.nullable().optional(),
    state: state.optional(),
    version: seenVersion,
  })))();

export type ListMilestones = z.output<typeof ListMilestones>;

export type CreateMilestone = z.output<typeof CreateMilestone>;

export type UpdateMilestone = z.output<typeof UpdateMilestone>;
