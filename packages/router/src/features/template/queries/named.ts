import { invalidInput } from '../../../core/errors.ts';
import { isId } from '../../../core/ids.ts';
import { fold } from '../../../core/text.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { findSeeing } from '../../project/queries/members.ts';
import type { UserSummary } from '../../user/schema.ts';
import type { Template } from '../schema/template.ts';
import { toTemplates } from './get.ts';

/**
 * The template that a new issue of a project names.
 *
 * @throws AppError `validation_failed` when the project has no such template
 */
export async function templateNamed(db: ActorReader, named: string, project_id: string): Promise<Template> {
  const ofProject = db.selectFrom('template').selectAll().where('project_id', '=', project_id);
  const row = isId(named) ? await ofProject.where('id', '=', named.toLowerCase()).executeTakeFirst() : undefined;
  const found = row ?? (await ofProject.where('name_key', '=', templateNameKey(named)).executeTakeFirst());
  const [template] = found ? await toTemplates(db, [found]) : [];
  if (template) return template;
  throw invalidInput('template', `There is no template "${named}" in the project`, 'unknown_template');
}

/** What all spellings of a name have in common. */
export function templateNameKey(name: string): string {
  return fold(name);
}

/** Those of its people who can be assigned to a new issue: active users who see the project. */
export async function assignableOf(db: ActorReader, { assignees, project }: Template): Promise<UserSummary[]> {
  const ids = assignees.map(({ id }) => id);
  if (ids.length === 0) return [];
  const active = db.selectFrom('user').select('id').where('id', 'in', ids).where('deactivated_at', 'is', null);
  const activeIds = (await active.where('deleted_at', 'is', null).execute()).map(({ id }) => id);
  const seeing = activeIds.length > 0 ? await findSeeing(db, project.id, activeIds) : new Set();
  return assignees.filter(({ id }) => seeing.has(id));
}
