import { type By, requireUser, type SignedInActor } from '../../../core/actor.ts';
import type { ActorWriter, Writer } from '../../../visibility/handles.ts';
import { getIssueRow } from '../../issue/queries/get.ts';
import { getWatch } from '../queries/get.ts';
import type { Watch, WatchIssue } from '../schema.ts';

/** @throws AppError `issue_not_found`, `user_required` */
export async function watchIssue(db: ActorWriter, { id }: WatchIssue, by: By<SignedInActor>): Promise<Watch> {
  return say(db, { key: id, is_watching: 1 }, by);
}

/**
 * Tells a user nothing more of an issue, until the user watches it again or comments on it.
 *
 * @throws AppError as `watchIssue`
 */
export async function unwatchIssue(db: ActorWriter, { id }: WatchIssue, by: By<SignedInActor>): Promise<Watch> {
  return say(db, { key: id, is_watching: 0 }, by);
}

async function say(
  db: ActorWriter,
  { key, is_watching }: { key: string; is_watching: 0 | 1 },
  { actor, at }: By<SignedInActor>,
): Promise<Watch> {
  const user = requireUser(actor);
  const { id: issue_id } = await getIssueRow(db, key);
  await setWatch(db, { issue_id, user_id: user.id, is_watching, created_at: at });
  return getWatch(db, issue_id, user);
}

type Said = { issue_id: string; user_id: string; is_watching: 0 | 1; created_at: string };

/** Writes down what a user says of an issue, in place of what was said before. */
export async function setWatch(db: Writer, row: Said): Promise<void> {
  const { is_watching, created_at } = row;
  await db
    .insertInto('watch')
    .values(row)
    .onConflict((conflict) => conflict.columns(['issue_id', 'user_id']).doUpdateSet({ is_watching, created_at }))
    .execute();
}
