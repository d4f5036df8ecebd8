import { raisedVersion } from '@docket/db';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { changesBetween, type Snapshot } from '../../../core/changes.ts';
import { recordEvent } from '../../../core/events.ts';
import { refuseLostUpdate } from '../../../core/versions.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { labelsNamed, usersToAssign } from '../../issue/commands/links.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { getTemplate } from '../queries/get.ts';
import { templateNameKey } from '../queries/named.ts';
import type { Template, UpdateTemplate } from '../schema/template.ts';
import { setTemplateAssignees } from './assignees.ts';
import { refuseTakenName } from './names.ts';

/**
 * @throws AppError `template_not_found`, `forbidden`, `project_archived`, `template_taken`, `precondition_failed`,
 * `user_required` when a script assigns `me`, `validation_failed` for a label or an assignee that does not exist
 */
export async function updateTemplate(db: ActorWriter, input: UpdateTemplate, by: By<SignedInActor>): Promise<Template> {
  const { actor, at } = by;
  const before = await getTemplate(db, input.id);
  const { id, project } = before;
  const project_id = project.id;
  requireRight(db, 'manage_content', { actor, project_id });
  const asked = await askedFor(db, { before, input }, by);
  if (asked.name !== before.name) await refuseTakenName(db, { name: asked.name, project_id }, id);
  const changes = changesBetween(snapshot(before), snapshot(asked));
  await refuseLostUpdate(db, { in: 'template', current: before, version: input.version, changes }, by);
  if (changes.length === 0) return before;
  const fields = changes.map(({ field }) => field);
  const { name, title, description, priority, labels } = asked;
  const columns = { name, name_key: templateNameKey(name), title, description, priority };
  await db
    .updateTable('template')
    .set({
      ...columns,
      ...(fields.includes('labels') && { label_ids: JSON.stringify(labels.map((label) => label.id)) }),
      ...raisedVersion(db, fields),
      updated_at: at,
    })
    .where('id', '=', id)
    .execute();
  if (fields.includes('assignees')) await setTemplateAssignees(db, id, asked.assignees);
  await recordEvent(db, { type: 'template.updated', subject_id: id, project_id, actor, at, data: { changes } });
  return getTemplate(db, id);
}

/** The template as its caller wants it. */
async function askedFor(
  db: ActorWriter,
  { before, input }: { before: Template; input: UpdateTemplate },
  by: By<SignedInActor>,
): Promise<Template> {
  const { labels, assignees } = input;
  const project_id = before.project.id;
  return {
    ...before,
    name: input.name ?? before.name,
    title: input.title === undefined ? before.title : input.title,
    description: input.description === undefined ? before.description : input.description,
    priority: input.priority === undefined ? before.priority : input.priority,
    ...(labels && { labels: await labelsNamed(db, labels, project_id) }),
    ...(assignees && { assignees: await usersToAssign(db, { keys: assignees, project_id, before }, by) }),
  };
}

function snapshot({ name, title, description, priority, labels, assignees }: Template): Snapshot {
  return {
    name,
    title,
    description,
    priority,
    labels: labels.map((label) => label.name),
    assignees: assignees.map((assignee) => assignee.id),
  };
}
