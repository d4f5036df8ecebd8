import { AppError } from '../../../core/errors.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { titleKey } from '../queries/get.ts';

/** @throws AppError `milestone_taken` when another milestone of the project has this title */
export async function refuseTakenTitle(
  db: ActorWriter,
  { title, project_id }: { title: string; project_id: string },
  ownId = '',
): Promise<void> {
  const other = await db
    .milestones()
    .select('milestone.id')
    .where('milestone.project_id', '=', project_id)
    .where('milestone.title_key', '=', titleKey(title))
    .where('milestone.id', '<>', ownId)
    .executeTakeFirst();
  if (other) throw new AppError('milestone_taken');
}
