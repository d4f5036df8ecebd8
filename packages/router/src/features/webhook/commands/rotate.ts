import { raisedVersion } from '@docket/db';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { getWebhookRow, type WebhookRow } from '../queries/get.ts';
import type { GetWebhook } from '../schema.ts';

/**
 * Gives a webhook another secret. For a day messages are signed with the one before as well.
 *
 * @throws AppError `webhook_not_found`, `forbidden`
 */
export async function rotateSecret(
  db: ActorWriter,
  { id }: GetWebhook,
  { actor, at }: By<SignedInActor>,
): Promise<WebhookRow> {
  const { secret_number, project_id } = await getWebhookRow(db, id, actor);
  const raised = raisedVersion(db, ['secret']);
  await db
    .updateTable('webhook')
    .set({ secret_number: secret_number + 1, rotated_at: at, ...raised, updated_at: at })
    .where('id', '=', id)
    .execute();
  await recordEvent(db, { type: 'webhook.rotated', subject_id: id, project_id, actor, at });
  return getWebhookRow(db, id, actor);
}
