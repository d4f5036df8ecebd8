import type { By, SignedInActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import { refuseUnmet } from '../../../core/versions.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { getTemplate } from '../queries/get.ts';
import { setTemplateAssignees } from './assignees.ts';

/** @throws AppError `template_not_found`, `forbidden`, `project_archived`, `precondition_failed` */
export async function deleteTemplate(db: ActorWriter, { id }: { id: string }, by: By<SignedInActor>): Promise<null> {
  const { actor, at } = by;
  const template = await getTemplate(db, id);
  const project_id = template.project.id;
  requireRight(db, 'manage_content', { actor, project_id });
  refuseUnmet(template, by);
  await setTemplateAssignees(db, id, []);
  await db.deleteFrom('template').where('id', '=', id).execute();
  const changes = [{ field: 'name', from: template.name, to: null }];
  await recordEvent(db, { type: 'template.deleted', subject_id: id, project_id, actor, at, data: { changes } });
  return null;
}
