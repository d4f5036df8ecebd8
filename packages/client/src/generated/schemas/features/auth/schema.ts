// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { text } from '../../core/schema.ts';
import { currentPassword } from '../user/schema.ts';

export const Credentials = /* @__PURE__ */ (() => (z
  .object({
    username: text(1, 254),
    password: currentPassword,
  })))();

export const RefreshInput = /* @__PURE__ */ (() => (z.object({ refresh_token: z.string().min(1).max(200) })))();

export type Credentials = z.output<typeof Credentials>;
