import type { By, SignedInActor } from '../../../core/actor.ts';
import { type NewEvent, recordEvents } from '../../../core/events.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { reversed } from '../queries/sides.ts';
import type { RelationType } from '../schema.ts';

/** Issues that the actor sees, neither of which is in the bin. */
export type Pair = {
  issue: { id: string; project: { id: string } };
  type: RelationType;
  other: { id: string; project_id: string };
};

/**
 * Writes a relation into the histories of both issues, each in its own project. Who does not see the other one sees
 * no event of it.
 */
export async function recordRelation(
  db: ActorWriter,
  what: 'created' | 'deleted',
  { issue, type, other }: Pair,
  { actor, at }: By<SignedInActor>,
): Promise<void> {
  const event = (subject: { id: string; project_id: string }, field: string, id: string): NewEvent => {
    const change = what === 'created' ? { field, from: null, to: id } : { field, from: id, to: null };
    const place = { subject_id: subject.id, project_id: subject.project_id };
    return { type: `relation.${what}`, ...place, actor, at, data: { changes: [change], other_id: id } };
  };
  await recordEvents(db, [
    event({ id: issue.id, project_id: issue.project.id }, type, other.id),
    event(other, reversed(type), issue.id),
  ]);
}
