import type { ActorReader } from '../../../visibility/handles.ts';
import { sees } from '../../../visibility/sight.ts';
import { findProjectIds } from '../../project/queries/keys.ts';

/**
 * The projects whose issues are meant, of those that the actor may see. Undefined: all that there are.
 *
 * @param wanted ids or keys, in any case; also keys that a project had before. All when it is empty
 */
export async function projectsMeant(db: ActorReader, wanted: string[]): Promise<string[] | undefined> {
  const { project_ids } = db.sight;
  if (wanted.length === 0) return project_ids ? [...project_ids] : undefined;
  const meant = new Set((await findProjectIds(db, wanted)).values());
  return [...meant].filter((id) => sees(db.sight, id));
}
