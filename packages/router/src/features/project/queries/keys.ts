import { type Bound, MAIN_PROJECT_ID } from '@docket/db';
import { invalidInput } from '../../../core/errors.ts';
import { isId } from '../../../core/ids.ts';
import type { ActorReader, Reader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { sees } from '../../../visibility/sight.ts';

/**
 * What ids and keys stand for, whether or not the actor sees it: the ids of projects, by what was asked for. A key that a
 * project had leads to it for ever. What stands for nothing is left out.
 */
export async function findProjectIds(db: Reader, wanted: string[]): Promise<Map<string, string>> {
  const keys = [...new Set(wanted.flatMap((one) => (isId(one) ? [] : one.toUpperCase())))];
  const rows = keys.length > 0 ? await findByKey(db, { keys }) : [];
  const named = new Map(rows.map(({ key, project_id }) => [key, project_id]));
  const known = wanted.flatMap((one): [string, string][] => {
    const id = isId(one) ? one.toLowerCase() : named.get(one.toUpperCase());
    return id === undefined ? [] : [[one, id]];
  });
  return new Map(known);
}

const findByKey = prepared((db: Reader, { keys }: Bound<{ keys: string[] }>) =>
  db.selectFrom('project_key').select(['key', 'project_id']).where('key', 'in', keys),
);

/**
 * The id of the project that an input names: the main one when it names none.
 *
 * @param field of the input, which an error names
 * @throws AppError `validation_failed` when the actor sees no such project
 */
export async function projectNamed(db: ActorReader, key: string | undefined, field = 'project'): Promise<string> {
  const project_id = key === undefined ? MAIN_PROJECT_ID : (await findProjectIds(db, [key])).get(key);
  if (project_id === undefined || !db.sight.projects.has(project_id) || !sees(db.sight, project_id)) {
    throw invalidInput(field, `There is no project "${key ?? 'MAIN'}"`, 'unknown_project');
  }
  db.look(project_id);
  return project_id;
}
