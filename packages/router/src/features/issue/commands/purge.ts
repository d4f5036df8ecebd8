import type { By, SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import { type NewEvent, recordEvents } from '../../../core/events.ts';
import { deletePart } from '../../../core/parts.ts';
import { refuseUnmet } from '../../../core/versions.ts';
import { whenTextsAreForgotten } from '../../../registers.ts';
import { type ActorWriter, unguarded } from '../../../visibility/handles.ts';
import { deleteFilesOf } from '../../attachment/commands/gone.ts';
import { forgetData } from '../../event/commands.ts';
import { deleteNotificationsAbout } from '../../notification/commands/delete.ts';
import { getRowOrBin } from '../queries/bin.ts';
import { toIssues } from '../queries/rows.ts';

/** An issue that is in the bin. */
export type Binned = { id: string; project_id: string };

/**
 * Begins to empty an issue out of the bin.
 *
 * @throws AppError `issue_not_found`, `not_in_bin`, `precondition_failed`
 */
export async function beginPurgeOf(db: ActorWriter, key: string, by: By<SignedInActor>): Promise<Binned> {
  const row = await getRowOrBin(db, key);
  if (row.binned_at === null) throw new AppError('not_in_bin');
  if (by.conditions) for (const present of await toIssues(db, [row])) refuseUnmet(present, by);
  await beginPurge(db, [row], by);
  return row;
}

/** How many issues begin to be emptied in one transaction. */
const MOST_BEGUN = 100;

/** Begins to empty what has been in the bin since before then. Answers whether there may be more. */
export async function beginPurges(db: ActorWriter, before: string, by: By<SignedInActor>): Promise<boolean> {
  const expired = await unguarded(db)
    .selectFrom('issue')
    .select(['id', 'project_id'])
    .where('deleted_at', '<', before)
    .where('purge', 'is', null)
    .orderBy('deleted_at')
    .limit(MOST_BEGUN)
    .execute();
  await beginPurge(db, expired, by);
  return expired.length === MOST_BEGUN;
}

/** From here on nobody can restore them. */
async function beginPurge(db: ActorWriter, issues: readonly Binned[], { actor, at }: By<SignedInActor>): Promise<void> {
  if (issues.length === 0) return;
  await db
    .updateTable('issue')
    .set({ purge: 'begun' })
    .where(
      'id',
      'in',
      issues.map(({ id }) => id),
    )
    .execute();
  const place = { type: 'issue.purged', actor, at } as const;
  await recordEvents(
    db,
    issues.map(({ id, project_id }): NewEvent => ({ ...place, subject_id: id, project_id })),
  );
}

/** Does a part of what was begun and not ended. Answers whether all is done. */
export async function continuePurges(db: ActorWriter, at: string): Promise<boolean> {
  const begun = unguarded(db).selectFrom('issue').select(['id', 'project_id']).where('purge', '=', 'begun');
  const issue = await begun.orderBy('id').limit(1).executeTakeFirst();
  if (!issue) return true;
  await continuePurge(db, issue, at);
  return false;
}

/** Does a part of the emptying. Answers whether all is done. */
export async function continuePurge(db: ActorWriter, { id, project_id }: Binned, at: string): Promise<boolean> {
  await deleteFilesOf(db, { issue_id: id, project_id }, at);
  const reactions = unguarded(db).selectFrom('reaction').select('reaction.id').where('issue_id', '=', id);
  if (await deletePart(db, { from: 'reaction', key: 'id' }, reactions)) return false;
  const comments = unguarded(db).selectFrom('comment').select('id').where('issue_id', '=', id);
  if (await deletePart(db, { from: 'comment', key: 'id' }, comments)) return false;
  if (await forgetData(db, id)) return false;
  for (const table of ['issue_label', 'issue_assignee'] as const) {
    await db.deleteFrom(table).where('issue_id', '=', id).execute();
  }
  await db
    .deleteFrom('issue_relation')
    .where((eb) => eb.or([eb('issue_id', '=', id), eb('other_id', '=', id)]))
    .execute();
  await deleteNotificationsAbout(db, id);
  await takeApart(db, id);
  for (const forget of whenTextsAreForgotten) await forget(db, id);
  const links = { milestone_id: null, parent_id: null, reactions: null };
  const counts = { child_count: 0, comment_count: 0, assignee_count: 0, reaction_count: 0 };
  const empty = { title: '', description: '', ...links, ...counts };
  await db
    .updateTable('issue')
    .set({ ...empty, purge: 'done' })
    .where('id', '=', id)
    .execute();
  return true;
}

/** It is part of no issue any more, and none is part of it. */
async function takeApart(db: ActorWriter, id: string): Promise<void> {
  const parent = unguarded(db).selectFrom('issue').select('parent_id').where('id', '=', id);
  await db
    .updateTable('issue')
    .set((eb) => ({ child_count: eb('child_count', '-', 1) }))
    .where('id', '=', parent)
    .execute();
  await db.updateTable('issue').set({ parent_id: null }).where('parent_id', '=', id).execute();
}
