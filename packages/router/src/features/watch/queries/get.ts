import type { UserActor } from '../../../core/actor.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { getIssueRow } from '../../issue/queries/get.ts';
import type { Tie, Watch, WatchLevel, WatchReason } from '../schema.ts';
import { levelsOf } from './levels.ts';
import { tiesTo } from './ties.ts';

/** The strongest first. */
const TIES = ['asked', 'author', 'assigned', 'comment', 'mention'] as const satisfies Tie[];

/**
 * Whether a user watches an issue: what was said of the issue goes before what was said of its project, and that before
 * what holds for all.
 *
 * @throws AppError `issue_not_found`
 */
export async function getWatch(db: ActorReader, key: string, { id: user_id }: UserActor): Promise<Watch> {
  const { id, project_id } = await getIssueRow(db, key);
  const ties = (await tiesTo(db, [id], { user_id }).execute()).map((tie) => tie.as);
  const levels = await levelsOf(db, { user_ids: [user_id], project_ids: [project_id] });
  const reason = ties.includes('ignores') ? null : reasonOf(ties, levels.of(user_id, project_id));
  return { is_watching: reason !== null, reason };
}

function reasonOf(ties: readonly Tie[], level: WatchLevel): WatchReason | null {
  if (ties.includes('asked')) return 'asked';
  if (level === 'none' || level === 'mentions') return null;
  return TIES.find((one) => ties.includes(one)) ?? (level === 'all' ? 'project' : null);
}
