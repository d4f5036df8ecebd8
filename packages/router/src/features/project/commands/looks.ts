import type { UserActor } from '../../../core/actor.ts';
import { recordEvents } from '../../../core/events.ts';
import type { Writer } from '../../../visibility/handles.ts';
import { notLookedAt } from '../queries/sights.ts';

/**
 * Writes down that an admin looks into private projects of others, once for each: of two looks at one time, the one whose
 * transaction is second finds the event of the first.
 */
export async function recordLooks(
  db: Writer,
  project_ids: string[],
  { actor, at }: { actor: UserActor; at: string },
): Promise<void> {
  const first = await notLookedAt(db, project_ids, actor.id);
  if (first.length === 0) return;
  await recordEvents(
    db,
    first.map((id) => ({ type: 'project.looked_into', subject_id: id, project_id: id, actor, at })),
  );
}
