/** What can happen, by what it happens to. What happens to a comment or a file happens to its issue, a relation to both. */
const TYPES_OF = {
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
} as const;

type TypesOf = typeof TYPES_OF;

export type EventFamily = keyof TypesOf;

/** Such as `issue.updated`; of some families, where they are named. */
export type EventType<Family extends EventFamily = EventFamily> = {
  [Name in Family]: `${Name}.${TypesOf[Name][number]}`;
}[Family];

export const EVENT_FAMILIES = Object.keys(TYPES_OF) as EventFamily[];

export const EVENT_TYPES = EVENT_FAMILIES.flatMap(typesOf);

export function typesOf(family: EventFamily): EventType[] {
  return TYPES_OF[family].map((what) => `${family}.${what}` as EventType);
}

/** Without reactions, of which each is no news. What happens to an issue, to the comments and files on it, and to its relations. */
export const HISTORY_TYPES = (['issue', 'comment', 'attachment', 'relation'] as const).flatMap((family) =>
  typesOf(family),
) as EventType<'issue' | 'comment' | 'attachment' | 'relation'>[];

/** What an event of this type happens to. */
export function familyOf(type: string): EventFamily | undefined {
  return EVENT_FAMILIES.find((family) => type.startsWith(`${family}.`));
}
