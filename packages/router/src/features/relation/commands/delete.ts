import type { By, SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import { refuseUnmet } from '../../../core/versions.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { findRows } from '../../issue/queries/find.ts';
import { getIssue } from '../../issue/queries/get.ts';
import { findRelation } from '../queries/rows.ts';
import type { DeleteRelation } from '../schema.ts';
import { requireEditing } from './create.ts';
import { recordRelation } from './record.ts';

/**
 * An issue is something to another one no longer: for both of them.
 *
 * @throws AppError `issue_not_found`, `forbidden`, `project_archived`, `relation_not_found`, `precondition_failed`
 */
export async function deleteRelation(
  db: ActorWriter,
  { id, type, other: key }: DeleteRelation,
  by: By<SignedInActor>,
): Promise<null> {
  const issue = await getIssue(db, id);
  requireEditing(db, issue, by);
  const [other] = (await findRows(db, [key.toLowerCase()])).values();
  const relation = other && (await findRelation(db, { id: issue.id, type, other_id: other.id }));
  if (!relation) throw new AppError('relation_not_found');
  const { id: relation_id, ...present } = relation;
  refuseUnmet(present, by);
  await db.deleteFrom('issue_relation').where('id', '=', relation_id).execute();
  await recordRelation(db, 'deleted', { issue, type, other }, by);
  return null;
}
