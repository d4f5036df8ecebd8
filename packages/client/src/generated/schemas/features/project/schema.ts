// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { key, line, pageInput, prose, seenVersion } from '../../core/schema.ts';
import { userKey } from '../user/schema.ts';

export const projectKey = /* @__PURE__ */ (() => (key(
  /^(?:[a-zA-Z][a-zA-Z0-9]{1,9}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/,
  'Must be the key of a project, such as WEB, or its id',
)))();

const newKey = /* @__PURE__ */ (() => (key(/^[a-zA-Z][a-zA-Z0-9]{1,9}$/, 'Must be 2 to 10 letters and digits, of which the first is a letter')
  .toUpperCase()))();

const name = /* @__PURE__ */ (() => (line(1, 100)))();

const description = /* @__PURE__ */ (() => (prose(0, 2000)))();

export const projectVisibility = /* @__PURE__ */ (() => (z
  .enum(['internal', 'private'])))();

export const projectRole = /* @__PURE__ */ (() => (z
  .enum(['viewer', 'member', 'manager'])))();

export const ListProjects = /* @__PURE__ */ (() => (z.object({
  ...pageInput,
  is_archived: z
    .boolean()
    .optional(),
})))();

export const CreateProject = /* @__PURE__ */ (() => (z
  .object({
    key: newKey,
    name,
    description: description.nullable().optional(),
    visibility: projectVisibility.default('internal'),
  })))();

export const GetProject = /* @__PURE__ */ (() => (z.object({ project: projectKey })))();

export const UpdateProject = /* @__PURE__ */ (() => (z
  .object({
    project: projectKey,
    key: newKey.optional(),
    name: name.optional(),
    description: description.nullable().optional(),
    visibility: projectVisibility.optional(),
    is_archived: z.boolean().optional(),
    version: seenVersion.optional(),
  })))();

export const ListMembers = /* @__PURE__ */ (() => (z.object({ project: projectKey, ...pageInput })))();

export const AddMember = /* @__PURE__ */ (() => (z
  .object({ project: projectKey, user: userKey, role: projectRole.default('member') })))();

const memberKey = /* @__PURE__ */ (() => (z.object({ project: projectKey, user_id: userKey })))();

export const UpdateMember = /* @__PURE__ */ (() => (memberKey
  .extend({ role: projectRole.optional() })))();

export const GetMember = /* @__PURE__ */ (() => (memberKey))();

export type ListProjects = z.output<typeof ListProjects>;

export type CreateProject = z.output<typeof CreateProject>;

export type UpdateProject = z.output<typeof UpdateProject>;

export type ListMembers = z.output<typeof ListMembers>;

export type AddMember = z.output<typeof AddMember>;

export type UpdateMember = z.output<typeof UpdateMember>;

export type GetMember = z.output<typeof GetMember>;
