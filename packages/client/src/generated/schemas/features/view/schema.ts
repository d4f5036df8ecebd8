// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { name, pageInput, seenVersion, uuid } from '../../core/schema.ts';
import { issueQuery, ListIssues } from '../issue/schema/list.ts';
import { projectKey } from '../project/schema.ts';

const viewName = /* @__PURE__ */ (() => (name(1, 100)))();

const query = /* @__PURE__ */ (() => (issueQuery))();

const sort = /* @__PURE__ */ (() => (ListIssues.shape.sort.unwrap()))();

export const ListViews = /* @__PURE__ */ (() => (z.object({
  ...pageInput,
  project: projectKey.optional(),
})))();

export type ListViews = z.output<typeof ListViews>;

export const CreateView = /* @__PURE__ */ (() => (z
  .object({
    name: viewName,
    query,
    sort: sort.nullable().optional(),
    project: projectKey
      .nullable()
      .optional(),
    is_shared: z
      .boolean()
      .optional(),
  })))();

export type CreateView = z.output<typeof CreateView>;

export const GetView = /* @__PURE__ */ (() => (z.object({ id: uuid })))();

export const UpdateView = /* @__PURE__ */ (() => (z
  .object({
    ...GetView.shape,
    name: viewName.optional(),
    query: query.optional(),
    sort: sort.nullable().optional(),
    version: seenVersion,
  })))();

export type UpdateView = z.output<typeof UpdateView>;

export const RunView = /* @__PURE__ */ (() => (ListIssues.omit({ q: true, in_bin: true }).extend(GetView.shape)))();

export type RunView = z.output<typeof RunView>;
