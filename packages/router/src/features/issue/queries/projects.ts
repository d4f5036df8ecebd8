import type { Bound } from '@docket/db';
import { isId } from '../../../core/ids.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { prepared } from '../../../visibility/prepared.ts';
import { sees } from '../../../visibility/sight.ts';

/**
 * The projects whose issues are meant, of those that the actor may see. Undefined: all that there are.
 *
 * @param wanted ids or keys, in any case; also keys that a project had before. All when it is empty
 */
export async function projectsMeant(db: ActorReader, wanted: string[]): Promise<string[] | undefined> {
  const { project_ids } = db.sight;
  if (wanted.length === 0) return project_ids ? [...project_ids] : undefined;
  const { ids = [], keys = [] } = Object.groupBy(wanted, (one) => (isId(one) ? 'ids' : 'keys'));
  const named = await projectsOfKeys(db, keys);
  const meant = new Set([...ids.map((id) => id.toLowerCase()), ...named.values()]);
  return [...meant].filter((id) => sees(db.sight, id));
}

/** The ids of the projects that have these keys or had them, by key in upper case. What is not there is left out. */
export async function projectsOfKeys(db: ActorReader, wanted: string[]): Promise<Map<string, string>> {
  const keys = [...new Set(wanted.map((key) => key.toUpperCase()))];
  const rows = keys.length > 0 ? await findByKey(db, { keys }) : [];
  return new Map(rows.map(({ key, project_id }) => [key, project_id]));
}

const findByKey = prepared((db: ActorReader, { keys }: Bound<{ keys: string[] }>) =>
  db.selectFrom('project_key').select(['key', 'project_id']).where('key', 'in', keys),
);
