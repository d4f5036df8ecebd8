import { isOneOf } from '@docket/db';
import type { Reader } from '../../../visibility/handles.ts';
import type { WatchLevel } from '../schema.ts';

/** Where a user has said nothing. */
export const DEFAULT_LEVEL: WatchLevel = 'participating';

export type Levels = {
  /** What a user wants to hear of a project: as said of the project, else as said of all. */
  of(user_id: string, project_id: string): WatchLevel;
};

type Asked = { user_ids: readonly string[]; project_ids: readonly string[] };

/** What these users want to hear of these projects. */
export async function levelsOf(db: Reader, { user_ids, project_ids }: Asked): Promise<Levels> {
  const isAsked = isOneOf(db, 'user_id', JSON.stringify(user_ids));
  const general = await db.selectFrom('notification_settings').select(['user_id', 'level']).where(isAsked).execute();
  const special = await db
    .selectFrom('project_watch')
    .select(['user_id', 'project_id', 'level'])
    .where(isAsked)
    .where('project_id', 'in', project_ids)
    .execute();
  const ofUsers = new Map(general.map(({ user_id, level }) => [user_id, level]));
  const ofProjects = new Map(special.map(({ user_id, project_id, level }) => [`${user_id} ${project_id}`, level]));
  return {
    of: (user_id, project_id) => ofProjects.get(`${user_id} ${project_id}`) ?? ofUsers.get(user_id) ?? DEFAULT_LEVEL,
  };
}

/** Who wants to hear all that happens in one of these projects, or in any. */
export async function listWatchersOfAll(db: Reader, project_ids: readonly string[]): Promise<string[]> {
  const ofProjects = db
    .selectFrom('project_watch')
    .select('user_id')
    .where('project_id', 'in', project_ids)
    .where('level', '=', 'all');
  const ofAll = db.selectFrom('notification_settings').select('user_id').where('level', '=', 'all');
  return (await ofProjects.union(ofAll).execute()).map(({ user_id }) => user_id);
}
