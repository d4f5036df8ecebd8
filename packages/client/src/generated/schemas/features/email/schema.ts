// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';

export const ConfirmEmail = /* @__PURE__ */ (() => (z
  .object({ token: z.string().min(1).max(200) })))();

export type ConfirmEmail = z.output<typeof ConfirmEmail>;
