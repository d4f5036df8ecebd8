// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { kept, line } from '../../core/schema.ts';
import { currentPassword } from '../user/schema.ts';

export const Credentials = /* @__PURE__ */ (() => (z
  .object({
    username: line(1, 254),
    password: currentPassword,
  })))();

export const RefreshInput = /* @__PURE__ */ (() => (z.object({ refresh_token: kept(1, 200) })))();

export type Credentials = z.output<typeof Credentials>;
