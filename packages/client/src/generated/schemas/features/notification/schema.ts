// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { isTimeZone } from '../../core/local-time.ts';
import { key, pageInput, time, uuid } from '../../core/schema.ts';
import { projectKey } from '../project/schema.ts';
import { watchLevel } from '../watch/schema.ts';

export const STATES = /* @__PURE__ */ (() => (['done', 'read', 'unread'] as const))();

const state = /* @__PURE__ */ (() => (z.enum(STATES)))();

export const ListNotifications = /* @__PURE__ */ (() => (z.object({
  ...pageInput,
  state: z.array(state).max(STATES.length).optional(),
  project: projectKey.optional(),
})))();

export type ListNotifications = z.output<typeof ListNotifications>;

export const UpdateNotification = /* @__PURE__ */ (() => (z
  .object({ id: uuid, state })))();

export type UpdateNotification = z.output<typeof UpdateNotification>;

export const FinishNotifications = /* @__PURE__ */ (() => (z
  .object({
    ids: z.array(uuid).min(1).max(100).optional(),
    until: time()
      .optional(),
  })))();

export type FinishNotifications = z.output<typeof FinishNotifications>;

const mail = /* @__PURE__ */ (() => (z.enum(['each', 'daily', 'weekly', 'off'])))();

const timeOfDay = /* @__PURE__ */ (() => (key(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'Must be a time of day such as 08:00')))();

const timeZone = /* @__PURE__ */ (() => (key(/^[A-Za-z0-9_+:/-]{1,64}$/, 'Must be a time zone such as Europe/Berlin')
  .refine(isTimeZone, 'There is no such time zone: take one such as Europe/Berlin')))();

const quietHours = /* @__PURE__ */ (() => (z
  .object({
    from: timeOfDay,
    to: timeOfDay,
  })))();

export const UpdateNotificationSettings = /* @__PURE__ */ (() => (z
  .object({
    level: watchLevel.optional(),
    levels: z
      .array(
        z
          .object({
            project: projectKey,
            level: watchLevel.nullable(),
          }),
      )
      .max(100)
      .optional(),
    mail: mail.optional(),
    time_zone: timeZone.optional(),
    digest_time: timeOfDay.optional(),
    quiet_hours: quietHours.nullable().optional(),
  })))();

export type UpdateNotificationSettings = z.output<typeof UpdateNotificationSettings>;
