// Generated from the router by `pnpm generate`. Do not edit.

import { key } from '../../core/schema.ts';

export const projectKey = /* @__PURE__ */ (() => (key(
  /^(?:[a-zA-Z][a-zA-Z0-9]{1,9}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/,
  'Must be the id or the key of a project',
)))();
