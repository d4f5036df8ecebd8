// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { pageInput, uuid } from '../../core/schema.ts';
import { issueKey } from '../issue/schema.ts';

export const ListIssueEvents = /* @__PURE__ */ (() => (z.object({ id: issueKey, ...pageInput })))();

export const GetEvent = /* @__PURE__ */ (() => (z.object({ id: uuid })))();

export type ListIssueEvents = z.output<typeof ListIssueEvents>;
