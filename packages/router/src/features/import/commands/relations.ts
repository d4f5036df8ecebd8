import { insertAllInto, type NewRow } from '@docket/db';
import { newId } from '../../../core/ids.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { storedFrom } from '../../relation/queries/sides.ts';
import { findRelated, findThoseHere } from '../queries.ts';
import type { ImportedIssue } from '../schema/inputs.ts';

export type NewRelation = NonNullable<ImportedIssue['relations']>[number] & { issue_id: string };

/**
 * Relates new issues to those that are here: the second of two that are imported makes what they are to each other. No event
 * tells of it but those of the history that came along.
 */
export async function writeRelations(db: ActorWriter, source: string, relations: NewRelation[]): Promise<void> {
  if (relations.length === 0) return;
  const here = await findThoseHere(db, source, [...new Set(relations.map(({ issue }) => issue))]);
  const rows = new Map<string, NewRow<'issue_relation'>>();
  for (const { issue_id, type, issue, created_at } of relations) {
    const other_id = here.get(issue);
    if (other_id === undefined || other_id === issue_id) continue;
    const stored = storedFrom(type, { id: issue_id, other_id });
    rows.set(keyOf(stored), { id: newId(), ...stored, created_at }); // both sides say it
  }
  for (const known of await findRelated(db, [...rows.values()])) rows.delete(keyOf(known));
  await insertAllInto(db, 'issue_relation', [...rows.values()]);
}

function keyOf({ issue_id, type, other_id }: { issue_id: string; type: string; other_id: string }): string {
  return `${issue_id} ${type} ${other_id}`;
}
