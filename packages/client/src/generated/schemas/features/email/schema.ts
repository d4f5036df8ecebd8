// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';
import { kept } from '../../core/schema.ts';

export const ConfirmEmail = /* @__PURE__ */ (() => (z
  .object({ token: kept(1, 200) })))();

export type ConfirmEmail = z.output<typeof ConfirmEmail>;
