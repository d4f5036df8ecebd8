import { AppError } from '../../../core/errors.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { findLabelsLike, labelKey } from '../queries/get.ts';
import type { Label } from '../schema.ts';

/** A name where it is to be used: in a project, or in all (null). */
type Named = { name: string; project_id: string | null };

/** What no two labels have. */
export function uniqueKey({ name, project_id }: Named): string {
  return project_id === null ? labelKey(name) : `${project_id} ${labelKey(name)}`;
}

/**
 * Refuses a name that would be that of two labels in a project. What the actor does not see is not told: where a project
 * has a label of the name all the same, its own is meant.
 *
 * @throws AppError `label_taken`
 */
export async function refuseTakenName(db: ActorWriter, named: Named, ownId?: string): Promise<void> {
  const others = (await findLabelsLike(db, named.name)).filter(({ id }) => id !== ownId);
  const meets = ({ project }: Label) => (project?.id ?? null) === named.project_id;
  if (others.some(meets)) throw new AppError('label_taken');
  const [other] = named.project_id === null ? others : others.filter(({ project }) => project === null);
  if (!other) return;
  db.look(other.project?.id ?? null);
  const where = other.project ? `in the project ${other.project.key}` : 'of all projects';
  throw new AppError('label_taken', { detail: `There is already a label of this name ${where}: take another name` });
}
