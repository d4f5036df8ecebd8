// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { name, pageInput, seenVersion, uuid } from '../../../core/schema.ts';
import { priority } from '../../issue/schema/issue.ts';
import { assignees, description, labels, title } from '../../issue/schema/write.ts';
import { projectKey } from '../../project/schema.ts';

const templateName = /* @__PURE__ */ (() => (name(1, 100)))();

export const ListTemplates = /* @__PURE__ */ (() => (z.object({ project: projectKey, ...pageInput })))();

export type ListTemplates = z.output<typeof ListTemplates>;

const content = /* @__PURE__ */ (() => ({
  title: title.nullable().optional(),
  description: description.nullable().optional(),
  priority: priority.nullable().optional(),
  labels: labels.optional(),
  assignees: assignees.optional(),
}))();

export const CreateTemplate = /* @__PURE__ */ (() => (z.object({ project: projectKey, name: templateName, ...content })))();

export type CreateTemplate = z.output<typeof CreateTemplate>;

export const GetTemplate = /* @__PURE__ */ (() => (z.object({ id: uuid })))();

export const UpdateTemplate = /* @__PURE__ */ (() => (z
  .object({ ...GetTemplate.shape, name: templateName.optional(), ...content, version: seenVersion })))();

export type UpdateTemplate = z.output<typeof UpdateTemplate>;
