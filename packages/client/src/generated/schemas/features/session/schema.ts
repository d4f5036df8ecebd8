// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { pageInput, uuid } from '../../core/schema.ts';

export const ListSessions = /* @__PURE__ */ (() => (z.object(pageInput)))();

export const RevokeSession = /* @__PURE__ */ (() => (z.object({ id: uuid })))();

export type ListSessions = z.output<typeof ListSessions>;
