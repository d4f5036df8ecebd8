import type { By, SignedInActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import { newId } from '../../../core/ids.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { labelsNamed, usersToAssign } from '../../issue/commands/links.ts';
import { getProject } from '../../project/queries/get.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { getTemplate } from '../queries/get.ts';
import { templateNameKey } from '../queries/named.ts';
import type { CreateTemplate, Template } from '../schema/template.ts';
import { setTemplateAssignees } from './assignees.ts';
import { refuseTakenName } from './names.ts';

/**
 * Makes a template of a project, for whoever manages its content.
 *
 * @throws AppError `project_not_found`, `forbidden`, `project_archived`, `template_taken`, `user_required` when a script
 * assigns `me`, `validation_failed` for a label or an assignee that does not exist
 */
export async function createTemplate(db: ActorWriter, input: CreateTemplate, by: By<SignedInActor>): Promise<Template> {
  const { actor, at } = by;
  const { name, title = null, description = null, priority = null } = input;
  const { id: project_id } = await getProject(db, input.project);
  requireRight(db, 'manage_content', { actor, project_id });
  await refuseTakenName(db, { name, project_id });
  const labels = await labelsNamed(db, input.labels ?? [], project_id);
  const assignees = await usersToAssign(db, { keys: input.assignees ?? [], project_id }, by);
  const id = newId();
  const label_ids = JSON.stringify(labels.map((label) => label.id));
  const texts = { name, name_key: templateNameKey(name), title, description, priority, label_ids };
  await db
    .insertInto('template')
    .values({ id, project_id, ...texts, created_at: at, updated_at: at })
    .execute();
  await setTemplateAssignees(db, id, assignees);
  await recordEvent(db, { type: 'template.created', subject_id: id, project_id, actor, at });
  return getTemplate(db, id);
}
