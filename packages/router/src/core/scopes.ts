/** What an API token can be good for (scopes as in OAuth 2, RFC 6749 section 3.3). */
export const SCOPES = ['issues:read', 'issues:write', 'users:read', 'admin'] as const;

export type Scope = (typeof SCOPES)[number];

/** What a scope stands for beside itself: who may write an issue gets it back, and `admin` is everything. */
const INCLUDED: Partial<Record<Scope, readonly Scope[]>> = {
  'issues:write': ['issues:read'],
  admin: SCOPES,
};

/** Whether a token with the scopes `granted` may do what needs the scope `needed`. */
export function covers(granted: readonly Scope[], needed: Scope): boolean {
  return granted.some((scope) => scope === needed || INCLUDED[scope]?.includes(needed));
}
