import type { ActorWriter } from '../../../visibility/handles.ts';
import { countAtParent, refusalOf, storedParent } from '../../issue/commands/parent.ts';
import { findThoseHere } from '../queries.ts';

/** One that is new, or what another one is called at the source. */
type Side = { id: string } | { named: string };

/** That an issue is part of another one: whichever comes in last says it. */
export type NewParent = { child: Side; parent: Side };

/** Makes new issues part of those that are here, and those of new ones, where no circle comes of it. What is part of another one stays. */
export async function writeParents(db: ActorWriter, source: string, parents: NewParent[]): Promise<void> {
  if (parents.length === 0) return;
  const names = parents.flatMap(({ child, parent }) =>
    [child, parent].flatMap((side) => ('named' in side ? side.named : [])),
  );
  const here = await findThoseHere(db, source, [...new Set(names)]);
  const idOf = (side: Side) => ('id' in side ? side.id : here.get(side.named));
  for (const { child, parent } of parents) {
    const [child_id, parent_id] = [idOf(child), idOf(parent)];
    if (child_id === undefined || parent_id === undefined) continue;
    if ((await storedParent(db, child_id)) !== null || (await refusalOf(db, { parent_id, child_id }))) continue;
    await db.updateTable('issue').set({ parent_id }).where('id', '=', child_id).execute();
    await countAtParent(db, null, parent_id);
  }
}
