// Generated from the router by `pnpm generate`. Do not edit.

const TYPES_OF = /* @__PURE__ */ (() => ({
  issue: ['created', 'updated', 'deleted', 'restored', 'redacted', 'purged', 'imported'],
  comment: ['created', 'updated', 'redacted', 'deleted'],
  project: ['created', 'updated', 'deleted', 'member_changed', 'looked_into', 'imported'],
  attachment: ['created', 'deleted'],
  relation: ['created', 'deleted'],
  reaction: ['changed'],
  label: ['created', 'updated', 'deleted'],
  milestone: ['created', 'updated', 'deleted'],
  view: ['created', 'updated', 'deleted'],
  template: ['created', 'updated', 'deleted'],
  user: [
    ...(['created', 'updated', 'deleted', 'imported', 'invited', 'joined'] as const),
    ...(['password_changed', 'password_reset', 'logged_out_everywhere'] as const),
  ],
  session: ['started', 'ended', 'token_reused'],
  token: ['created', 'revoked'],
  webhook: ['created', 'updated', 'deleted', 'rotated', 'disabled'],
} as const))();

type TypesOf = typeof TYPES_OF;

export type EventFamily = keyof TypesOf;

export type EventType<Family extends EventFamily = EventFamily> = {
  [Name in Family]: `${Name}.${TypesOf[Name][number]}`;
}[Family];

export const EVENT_FAMILIES = /* @__PURE__ */ (() => (Object.keys(TYPES_OF) as EventFamily[]))();

export const EVENT_TYPES = /* @__PURE__ */ (() => (EVENT_FAMILIES.flatMap(typesOf)))();

export function typesOf(family: EventFamily): EventType[] {
  return TYPES_OF[family].map((what) => `${family}.${what}` as EventType);
}

export const HISTORY_TYPES = /* @__PURE__ */ (() => ((['issue', 'comment', 'attachment', 'relation'] as const).flatMap((family) =>
  typesOf(family),
) as EventType<'issue' | 'comment' | 'attachment' | 'relation'>[]))();
