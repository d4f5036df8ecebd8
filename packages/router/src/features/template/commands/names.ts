import { AppError } from '../../../core/errors.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { templateNameKey } from '../queries/named.ts';

/** @throws AppError `template_taken` when another template of the project has this name */
export async function refuseTakenName(
  db: ActorWriter,
  { name, project_id }: { name: string; project_id: string },
  ownId = '',
): Promise<void> {
  const other = await db
    .selectFrom('template')
    .select('id')
    .where('project_id', '=', project_id)
    .where('name_key', '=', templateNameKey(name))
    .where('id', '<>', ownId)
    .executeTakeFirst();
  if (other) throw new AppError('template_taken');
}
