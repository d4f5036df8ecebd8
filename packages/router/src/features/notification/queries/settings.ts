import { isOneOf, type Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import type { ActorReader, Reader } from '../../../visibility/handles.ts';
import { DEFAULT_LEVEL } from '../../watch/queries/levels.ts';
import { isToldIn } from '../../watch/queries/told.ts';
import type { NotificationSettings } from '../schema.ts';

export type SettingsRow = Selectable<Tables['notification_settings']>;

const DEFAULTS: Omit<SettingsRow, 'user_id'> = {
  level: DEFAULT_LEVEL,
  mail: 'each',
  time_zone: 'UTC',
  digest_time: '08:00',
  quiet_from: null,
  quiet_to: null,
};

/** How these users want to be told: by their ids, and as nobody has said otherwise. */
export async function settingsOf(db: Reader, user_ids: readonly string[]): Promise<(user_id: string) => SettingsRow> {
  const rows =
    user_ids.length === 0
      ? []
      : await db
          .selectFrom('notification_settings')
          .selectAll()
          .where(isOneOf(db, 'user_id', JSON.stringify(user_ids)))
          .execute();
  const known = new Map(rows.map((row) => [row.user_id, row]));
  return (user_id) => known.get(user_id) ?? { user_id, ...DEFAULTS };
}

/** What a user has said, of projects that the user sees. */
export async function getSettings(db: ActorReader, user_id: string): Promise<NotificationSettings> {
  const { level, mail, time_zone, digest_time, quiet_from, quiet_to } = (await settingsOf(db, [user_id]))(user_id);
  const rows = await db
    .projects()
    .innerJoin('project_watch', 'project_watch.project_id', 'project.id')
    .select(['project.id', 'project.key', 'project.name', 'project_watch.level'])
    .where('project_watch.user_id', '=', user_id)
    .orderBy('project.key')
    .execute();
  const levels = rows
    .filter(({ id }) => isToldIn(db.sight, id))
    .map(({ level: ofProject, ...project }) => ({ project, level: ofProject }));
  const quiet_hours = quiet_from === null || quiet_to === null ? null : { from: quiet_from, to: quiet_to };
  return { level, levels, mail, time_zone, digest_time, quiet_hours };
}
