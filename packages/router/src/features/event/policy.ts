import { isAdmin, type SignedInActor } from '../../core/actor.ts';
import { EVENT_FAMILIES, type EventFamily, type EventType, typesOf } from '../../core/event-types.ts';
import { covers } from '../../core/scopes.ts';

/** Who sees an event: whoever sees the issue, or the project if it is in one, or admins. A new kind of event has to say it. */
const SEEN_BY: Record<EventFamily, 'issue' | 'project' | 'admins'> = {
  issue: 'issue',
  comment: 'issue',
  attachment: 'issue',
  relation: 'issue',
  reaction: 'issue',
  project: 'project',
  label: 'project',
  milestone: 'project',
  view: 'project',
  template: 'project',
  user: 'admins',
  session: 'admins',
  token: 'admins',
  webhook: 'admins',
};

/** What is seen with the issue, with the project, and without a look at anything. */
export type SeenTypes = { with_issue: EventType[]; with_project: EventType[]; always: EventType[] };

export function seenTypes(actor: SignedInActor): SeenTypes {
  return {
    with_issue: typesSeenBy('issue'),
    with_project: typesSeenBy('project'),
    always: seesAccounts(actor) ? typesSeenBy('admins') : [],
  };
}

function typesSeenBy(audience: (typeof SEEN_BY)[EventFamily]): EventType[] {
  return EVENT_FAMILIES.filter((family) => SEEN_BY[family] === audience).flatMap(typesOf);
}

/** Admins, and with an API token that is good for all that they may. */
export function seesAccounts(actor: SignedInActor): boolean {
  return isAdmin(actor) && (actor.kind === 'system' || actor.scopes === null || covers(actor.scopes, 'admin'));
}
