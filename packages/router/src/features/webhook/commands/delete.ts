import type { By, SignedInActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import { deletePart } from '../../../core/parts.ts';
import { DAY_MS, later } from '../../../core/time.ts';
import { refuseUnmet } from '../../../core/versions.ts';
import type { ActorWriter, Writer } from '../../../visibility/handles.ts';
import { getWebhook } from '../queries/get.ts';
import type { GetWebhook } from '../schema.ts';

/**
 * Deletes a webhook: nothing is sent from then on. What was sent is purged later, as it may be much.
 *
 * @throws AppError `webhook_not_found`, `forbidden`, `precondition_failed`
 */
export async function deleteWebhook(db: ActorWriter, { id }: GetWebhook, by: By<SignedInActor>): Promise<null> {
  const { actor, at } = by;
  const webhook = await getWebhook(db, id, actor);
  refuseUnmet(webhook, by);
  await db.deleteFrom('webhook').where('id', '=', id).execute();
  await recordEvent(db, {
    type: 'webhook.deleted',
    subject_id: id,
    project_id: webhook.project?.id ?? null,
    actor,
    at,
  });
  return null;
}

/** Deletes the webhooks of a user who is deleted: what they see is what that user sees. */
export async function deleteWebhooksOf(db: Writer, user_id: string): Promise<void> {
  await db.deleteFrom('webhook').where('owner_id', '=', user_id).execute();
}

const DELIVERIES = { from: 'webhook_delivery', key: 'id' };

/** For how long what was sent is kept. */
const KEPT_MS = 30 * DAY_MS;

/** Removes what was sent long ago, or to webhooks that were deleted. Answers whether there may be more. */
export async function purgeDeliveries(db: Writer, at: string): Promise<boolean> {
  const all = db.selectFrom('webhook_delivery').select('webhook_delivery.id');
  if (await deletePart(db, DELIVERIES, all.where('created_at', '<', later(at, -KEPT_MS)))) return true;
  return deletePart(db, DELIVERIES, all.where('webhook_id', 'not in', db.selectFrom('webhook').select('webhook.id')));
}

/** A receiver may repeat what it was sent: takes out what was answered where a user who is deleted is named. */
export async function forgetAnswersAbout(db: Writer, user_id: string): Promise<void> {
  await db.updateTable('webhook_delivery').set({ answer: null }).where('answer', 'like', `%${user_id}%`).execute();
}
