// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { key, line, name, pageInput, prose, seenVersion, uuid } from '../../core/schema.ts';
import { projectKey } from '../project/schema.ts';

export const knownLabelName = /* @__PURE__ */ (() => (line(1, 50)))();

const labelName = /* @__PURE__ */ (() => (name(1, 50)))();

export const color = /* @__PURE__ */ (() => (key(/^#[0-9a-fA-F]{6}$/, 'Must be "#" and six hexadecimal digits')
  .toLowerCase()))();

const description = /* @__PURE__ */ (() => (prose(0, 200)))();

export const ListLabels = /* @__PURE__ */ (() => (z.object({
  ...pageInput,
  project: projectKey.optional(),
})))();

export const CreateLabel = /* @__PURE__ */ (() => (z
  .object({
    name: labelName,
    color: color.default('#ededed'),
    description: description.nullable().optional(),
    project: projectKey
      .nullable()
      .optional(),
  })))();

export const UpdateLabel = /* @__PURE__ */ (() => (z
  .object({
    id: uuid,
    name: labelName.optional(),
    color: color.optional(),
    description: description.nullable().optional(),
    version: seenVersion,
  })))();

export const GetLabel = /* @__PURE__ */ (() => (z.object({ id: uuid })))();

export type ListLabels = z.output<typeof ListLabels>;

export type CreateLabel = z.output<typeof CreateLabel>;

export type UpdateLabel = z.output<typeof UpdateLabel>;
