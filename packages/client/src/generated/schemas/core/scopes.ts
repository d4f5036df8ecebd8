// Generated from the router by `pnpm generate`. Do not edit.

export const SCOPES = /* @__PURE__ */ (() => (['issues:read', 'issues:write', 'users:read', 'admin'] as const))();
