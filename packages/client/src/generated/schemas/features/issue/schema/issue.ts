// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { key } from '../../../core/schema.ts';

export const status = /* @__PURE__ */ (() => (z
  .enum(['open', 'in_progress', 'closed'])))();

export const closedReason = /* @__PURE__ */ (() => (z
  .enum(['completed', 'not_planned', 'duplicate'])))();

export const priority = /* @__PURE__ */ (() => (z
  .enum(['low', 'medium', 'high'])))();

export const issueKey = /* @__PURE__ */ (() => (key(
  /^(?:(?:[a-zA-Z][a-zA-Z0-9]{1,9}-)?[1-9][0-9]{0,9}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/,
  'Must be the id, the key or the number of an issue',
)))();
