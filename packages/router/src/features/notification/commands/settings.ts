import { type By, requireUser, type SignedInActor } from '../../../core/actor.ts';
import { invalidInput } from '../../../core/errors.ts';
import { zoneName } from '../../../core/local-time.ts';
import type { ActorWriter, Writer } from '../../../visibility/handles.ts';
import { sees } from '../../../visibility/sight.ts';
import { findProjectIds } from '../../project/queries/keys.ts';
import { getSettings, type SettingsRow, settingsOf } from '../queries/settings.ts';
import type { NotificationSettings, UpdateNotificationSettings } from '../schema.ts';
import { putOff } from './mail.ts';

/** What says when mail is sent. */
const MAIL_TIMES = ['mail', 'time_zone', 'digest_time'] as const;

/** @throws AppError `user_required`, `validation_failed` for a project that is not there */
export async function updateSettings(
  db: ActorWriter,
  { levels = [], quiet_hours, time_zone, ...said }: UpdateNotificationSettings,
  { actor, at }: By<SignedInActor>,
): Promise<NotificationSettings> {
  const { id: user_id } = requireUser(actor);
  const before = (await settingsOf(db, [user_id]))(user_id);
  const quiet =
    quiet_hours === undefined ? {} : { quiet_from: quiet_hours?.from ?? null, quiet_to: quiet_hours?.to ?? null };
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  const zone = time_zone === undefined ? {} : { time_zone: zoneName(time_zone) };
  const after: SettingsRow = { ...before, ...given, ...zone, ...quiet };
  await writeSettings(db, after);
  await setLevels(db, user_id, levels);
  if (MAIL_TIMES.some((field) => before[field] !== after[field])) await putOff(db, after, at);
  return getSettings(db, user_id);
}

async function writeSettings(db: Writer, row: SettingsRow): Promise<void> {
  const { user_id: _, ...columns } = row;
  await db
    .insertInto('notification_settings')
    .values(row)
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(columns))
    .execute();
}

type Level = NonNullable<UpdateNotificationSettings['levels']>[number];

async function setLevels(db: ActorWriter, user_id: string, levels: Level[]): Promise<void> {
  const ids = await findProjectIds(
    db,
    levels.map(({ project }) => project),
  );
  for (const [at, { project, level }] of levels.entries()) {
    const project_id = ids.get(project);
    if (project_id === undefined || !db.sight.projects.has(project_id) || !sees(db.sight, project_id))
      throw invalidInput(`levels.${at}.project`, `There is no project "${project}"`, 'unknown_project');
    await db.deleteFrom('project_watch').where('user_id', '=', user_id).where('project_id', '=', project_id).execute();
    if (level !== null) await db.insertInto('project_watch').values({ user_id, project_id, level }).execute();
  }
}

/** No mail of what happens to issues is sent to this user any more; what waits is not sent either. */
export async function turnMailOff(db: Writer, user_id: string): Promise<void> {
  const settings = (await settingsOf(db, [user_id]))(user_id);
  await writeSettings(db, { ...settings, mail: 'off' });
}
