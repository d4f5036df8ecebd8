// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { pageInput, positionInLog, seenVersion, uuid, webAddress } from '../../core/schema.ts';
import { eventTypes } from '../event/schema.ts';
import { issueQuery } from '../issue/schema/list.ts';
import { projectKey } from '../project/schema.ts';

const url = /* @__PURE__ */ (() => (webAddress()))();

const query = /* @__PURE__ */ (() => (issueQuery))();

const events = /* @__PURE__ */ (() => (z
  .array(eventTypes)
  .min(1)
  .max(20)
  .nullable()))();

export const ListWebhooks = /* @__PURE__ */ (() => (z.object({
  ...pageInput,
  project: projectKey.optional(),
})))();

export type ListWebhooks = z.output<typeof ListWebhooks>;

export const CreateWebhook = /* @__PURE__ */ (() => (z
  .object({
    url,
    project: projectKey
      .nullable()
      .optional(),
    query: query.nullable().optional(),
    events: events.optional(),
  })))();

export type CreateWebhook = z.output<typeof CreateWebhook>;

export const UpdateWebhook = /* @__PURE__ */ (() => (z
  .object({
    id: uuid,
    url: url.optional(),
    query: query.nullable().optional(),
    events: events.optional(),
    is_active: z
      .boolean()
      .optional(),
    version: seenVersion,
  })))();

export type UpdateWebhook = z.output<typeof UpdateWebhook>;

export const GetWebhook = /* @__PURE__ */ (() => (z.object({ id: uuid })))();

export type GetWebhook = z.output<typeof GetWebhook>;

export const ReplayWebhook = /* @__PURE__ */ (() => (GetWebhook.extend({
  since: positionInLog,
})))();

export type ReplayWebhook = z.output<typeof ReplayWebhook>;

const state = /* @__PURE__ */ (() => (z
  .enum(['waiting', 'delivered', 'failed'])))();

export const ListDeliveries = /* @__PURE__ */ (() => (GetWebhook.extend({ ...pageInput, state: state.optional() })))();

export type ListDeliveries = z.output<typeof ListDeliveries>;

export const GetDelivery = /* @__PURE__ */ (() => (z.object({ id: uuid })))();

export type GetDelivery = z.output<typeof GetDelivery>;
