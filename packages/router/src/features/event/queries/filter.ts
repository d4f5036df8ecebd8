import type { By, SignedInActor } from '../../../core/actor.ts';
import { EVENT_FAMILIES, type EventType, typesOf } from '../../../core/event-types.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { getIssueRow } from '../../issue/queries/get.ts';
import { projectsMeant } from '../../issue/queries/projects.ts';
import { findUserId } from '../../user/queries.ts';
import { seenTypes } from '../policy.ts';
import type { EventFilter } from '../schema.ts';
import type { Filter } from './walk.ts';

/**
 * What is asked for, by ids. Undefined: nothing can match, since there is no such user, or nothing of these types is seen.
 *
 * @throws AppError `issue_not_found`
 */
export async function filterOf(
  db: ActorReader,
  input: EventFilter,
  by: By<SignedInActor>,
): Promise<Filter | undefined> {
  const issue = input.issue === undefined ? undefined : await getIssueRow(db, input.issue);
  const actor_id = input.actor === undefined ? undefined : await findUserId(db, input.actor, by);
  const seen: readonly string[] = Object.values(seenTypes(by.actor)).flat();
  const types = input.type && typesIn(input.type).filter((type) => seen.includes(type));
  const projects = input.project?.length ? await projectsMeant(db, input.project) : undefined;
  if (actor_id === null || types?.length === 0 || projects?.length === 0) return undefined;
  return {
    ...(issue && { issue }),
    ...(actor_id !== undefined && { actor_id }),
    ...(types && { types }),
    ...(projects && { projects }),
  };
}

/** `issue.*` is all types of issues. */
function typesIn(given: NonNullable<EventFilter['type']>): EventType[] {
  const types = given.flatMap((one) => {
    const family = EVENT_FAMILIES.find((name) => one === `${name}.*`);
    return family ? typesOf(family) : (one as EventType); // a family, or a type
  });
  return [...new Set(types)];
}
