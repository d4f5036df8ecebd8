import { type ActorReader, unguarded } from './handles.ts';
import { sees } from './sight.ts';

const IDS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * Whether a text that was written for the actor earlier has ids of a project, or an issue of it, which the actor does not see
 * now. Of those that the actor sees, the text is a look.
 */
export async function hidesAnythingOf(db: ActorReader, text: string): Promise<boolean> {
  const { sight } = db;
  if (sight.project_ids === null && !sight.foreign) return false;
  const ids = [...new Set(text.match(IDS))];
  if (ids.some((id) => sight.projects.has(id) && !sees(sight, id))) return true;
  if (ids.length === 0) return false;
  for (const id of ids) db.look(id);
  const issues = await unguarded(db).selectFrom('issue').select('project_id').where('id', 'in', ids).execute();
  for (const { project_id } of issues) db.look(project_id);
  return issues.some(({ project_id }) => !sees(sight, project_id));
}
