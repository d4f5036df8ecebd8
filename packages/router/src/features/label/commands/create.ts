import type { By, SignedInActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import { newId } from '../../../core/ids.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { projectNamed } from '../../project/queries/keys.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { getLabel, labelKey } from '../queries/get.ts';
import type { CreateLabel, Label } from '../schema.ts';
import { refuseTakenName, uniqueKey } from './names.ts';

/**
 * Makes a label: of a project for whoever manages it, of all projects for everybody.
 *
 * @throws AppError `label_taken`, `forbidden`, `project_archived`, `validation_failed` for a project that is not there
 */
export async function createLabel(db: ActorWriter, input: CreateLabel, by: By<SignedInActor>): Promise<Label> {
  const { project, description = null, ...label } = input;
  const project_id = project == null ? null : await projectNamed(db, project);
  if (project_id !== null) requireRight(db, 'manage_content', { actor: by.actor, project_id });
  return addLabel(db, { ...label, description, project_id }, by);
}

type NewLabel = Pick<Label, 'name' | 'color' | 'description'> & {
  project_id: string | null;
  /** Of one that is older than this. */
  created_at?: string | undefined;
  updated_at?: string | undefined;
};

/**
 * The same for whoever may do so.
 *
 * @throws AppError `label_taken`
 */
export async function addLabel(db: ActorWriter, label: NewLabel, { actor, at }: By<SignedInActor>): Promise<Label> {
  const { name, color, description, project_id, created_at = at, updated_at = created_at } = label;
  await refuseTakenName(db, { name, project_id });
  const id = newId();
  await db
    .insertInto('label')
    .values({
      id,
      name,
      project_id,
      name_key: labelKey(name),
      unique_key: uniqueKey({ name, project_id }),
      color,
      description,
      created_at,
      updated_at,
    })
    .execute();
  await recordEvent(db, { type: 'label.created', subject_id: id, project_id, actor, at });
  return getLabel(db, id);
}
