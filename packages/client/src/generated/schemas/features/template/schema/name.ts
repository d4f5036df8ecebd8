// Generated from the router by `pnpm generate`. Do not edit.

import { line } from '../../../core/schema.ts';

export const templateKey = /* @__PURE__ */ (() => (line(1, 100)))();
