// Generated from the router by `pnpm generate`. Do not edit.

import { z } from 'zod';

const UUID = /* @__PURE__ */ (() => (z.regexes.uuid()))();

export function isId(text: string): boolean {
  return UUID.test(text);
}
