// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { line, pageInput, text, uuid } from '../../core/schema.ts';

export const labelName = /* @__PURE__ */ (() => (line(1, 50)))();

export const color = /* @__PURE__ */ (() => (z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, 'Must be "#" and six hexadecimal digits')
  .toLowerCase()))();

export const ListLabels = /* @__PURE__ */ (() => (z.object(pageInput)))();

export const CreateLabel = /* @__PURE__ */ (() => (z
  .object({
    name: labelName,
    color: color.default('#ededed'),
    description: text(0, 200).nullable().optional(),
  })))();

export const UpdateLabel = /* @__PURE__ */ (() => (z
  .object({
    id: uuid,
    name: labelName.optional(),
    color: color.optional(),
    description: text(0, 200).nullable().optional(),
  })))();

export const GetLabel = /* @__PURE__ */ (() => (z.object({ id: uuid })))();

export type ListLabels = z.output<typeof ListLabels>;

export type CreateLabel = z.output<typeof CreateLabel>;

export type UpdateLabel = z.output<typeof UpdateLabel>;
