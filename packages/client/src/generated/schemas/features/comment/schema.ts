// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { pageInput, prose, seenVersion, uuid } from '../../core/schema.ts';
import { issueKey } from '../issue/schema/issue.ts';

const body = /* @__PURE__ */ (() => (prose(1, 10_000)))();

export const ListComments = /* @__PURE__ */ (() => (z.object({ issue_id: issueKey, ...pageInput })))();

export const CreateComment = /* @__PURE__ */ (() => (z
  .object({ issue_id: issueKey, body })))();

export const UpdateComment = /* @__PURE__ */ (() => (z
  .object({ id: uuid, body: body.optional(), version: seenVersion })))();

export const GetComment = /* @__PURE__ */ (() => (z.object({ id: uuid })))();

export type ListComments = z.output<typeof ListComments>;

export type CreateComment = z.output<typeof CreateComment>;

export type UpdateComment = z.output<typeof UpdateComment>;
