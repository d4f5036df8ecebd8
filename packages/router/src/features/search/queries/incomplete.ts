import { ALL_DUE, type Bound, whatIsDue } from '@docket/db';
import { type ActorReader, unguarded } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { sees } from '../../../visibility/sight.ts';

/** Whether words are still to be read of issues that the actor may see. */
export async function isIncomplete(db: ActorReader): Promise<boolean> {
  const ids = await whatIsDue(db);
  if (ids.includes(ALL_DUE)) return true;
  const labels = ids.length > 0 ? await findProjects(db, { ids }) : [];
  return labels.some(({ project_id }) => project_id === null || sees(db.sight, project_id));
}

/** Also those of labels in the bin: their issues have the name until they are read again. */
const findProjects = prepared((db: ActorReader, { ids }: Bound<{ ids: string[] }>) =>
  unguarded(db).selectFrom('label').select('project_id').where('id', 'in', ids),
);
