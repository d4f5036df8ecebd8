// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { uuid } from '../../../core/schema.ts';
import { issueKey } from '../../issue/schema/issue.ts';
import { reactionName } from './reactions.ts';

const name = /* @__PURE__ */ (() => (reactionName))();

export const ReactToIssue = /* @__PURE__ */ (() => (z.object({ id: issueKey, name })))();

export type ReactToIssue = z.output<typeof ReactToIssue>;

export const ReactToComment = /* @__PURE__ */ (() => (z.object({ id: uuid, name })))();

export type ReactToComment = z.output<typeof ReactToComment>;
