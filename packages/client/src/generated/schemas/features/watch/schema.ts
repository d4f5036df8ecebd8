// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { key, pageInput } from '../../core/schema.ts';
import { issueKey } from '../issue/schema/issue.ts';

export const watchLevel = /* @__PURE__ */ (() => (z.enum(['all', 'participating', 'mentions', 'none'])))();

export const WatchIssue = /* @__PURE__ */ (() => (z.object({ id: issueKey })))();

export type WatchIssue = z.output<typeof WatchIssue>;

export const ListWatchers = /* @__PURE__ */ (() => (z.object({ id: issueKey, ...pageInput })))();

export type ListWatchers = z.output<typeof ListWatchers>;

export const Unsubscribe = /* @__PURE__ */ (() => (z
  .object({
    token: key(/^dku_[0-9a-f]{32}(?:[0-9a-f]{32})?_[\w-]{43}$/, 'Not a token of a mail: take it as it came'),
  })))();

export type Unsubscribe = z.output<typeof Unsubscribe>;
