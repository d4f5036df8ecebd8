import type { By, SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import { newId } from '../../../core/ids.ts';
import { inLog } from '../../../core/pagination.ts';
import { getLogId } from '../../../core/positions.ts';
import type { ActorWriter, Writer } from '../../../visibility/handles.ts';
import { type DeliveryRow, getDeliveryRow, toDeliveries } from '../queries/deliveries.ts';
import { getWebhook, getWebhookRow, type WebhookRow } from '../queries/get.ts';
import type { GetDelivery, GetWebhook, ReplayWebhook, Webhook, WebhookDelivery } from '../schema.ts';

type Message = Pick<DeliveryRow, 'message_id' | 'type' | 'position'>;

/** Has messages sent to a webhook, at once: at least one, and at most some hundreds. */
export async function addDeliveries(
  db: Writer,
  { id: webhook_id }: Pick<WebhookRow, 'id'>,
  { messages, at }: { messages: Message[]; at: string },
): Promise<DeliveryRow[]> {
  const times = { created_at: at, due_at: at };
  const rows = messages.map((message) => ({ id: newId(), webhook_id, ...message, ...times }));
  await db.updateTable('webhook').set({ due_at: at }).where('id', '=', webhook_id).execute();
  return db.insertInto('webhook_delivery').values(rows).returningAll().execute();
}

/**
 * Has a message sent that says nothing, to see whether it arrives.
 *
 * @throws AppError `webhook_not_found`, `forbidden`, `webhook_inactive`
 */
export async function pingWebhook(
  db: ActorWriter,
  { id }: GetWebhook,
  by: By<SignedInActor>,
): Promise<WebhookDelivery> {
  const message = { message_id: newId(), type: 'ping', position: null };
  return sendOne(db, await activeWebhook(db, id, by.actor), { message, by });
}

/**
 * Has a message sent once more, under its `webhook-id`.
 *
 * @throws AppError `delivery_not_found`, `forbidden`, `webhook_inactive`
 */
export async function redeliver(db: ActorWriter, { id }: GetDelivery, by: By<SignedInActor>): Promise<WebhookDelivery> {
  const { webhook_id, message_id, type, position } = await getDeliveryRow(db, id, by.actor);
  return sendOne(db, await activeWebhook(db, webhook_id, by.actor), { message: { message_id, type, position }, by });
}

async function sendOne(
  db: ActorWriter,
  webhook: WebhookRow,
  { message, by }: { message: Message; by: By<SignedInActor> },
): Promise<WebhookDelivery> {
  const [delivery] = await toDeliveries(db, await addDeliveries(db, webhook, { messages: [message], at: by.at }), by);
  if (!delivery) throw new Error(`The delivery to ${webhook.id} is not shown`);
  return delivery;
}

/**
 * Has everything sent again that happened after a position, under its `webhook-id`: its place in the log is put back to
 * there. What waits to be sent of it is sent once.
 *
 * @throws AppError `webhook_not_found`, `forbidden`, `webhook_inactive`, `validation_failed` for no position of this log
 */
export async function replayWebhook(
  db: ActorWriter,
  { id, since }: ReplayWebhook,
  { actor }: By<SignedInActor>,
): Promise<Webhook> {
  const webhook = await activeWebhook(db, id, actor);
  const { position } = inLog(await getLogId(db), 'since').decode(since);
  await db
    .deleteFrom('webhook_delivery')
    .where('webhook_id', '=', id)
    .where('due_at', 'is not', null)
    .where('position', '>', position)
    .execute();
  await db
    .updateTable('webhook')
    .set({ position: Math.min(position, webhook.position) })
    .where('id', '=', id)
    .execute();
  return getWebhook(db, id, actor);
}

/** @throws AppError `webhook_inactive`, and as `getWebhookRow` */
async function activeWebhook(db: ActorWriter, id: string, actor: SignedInActor): Promise<WebhookRow> {
  const row = await getWebhookRow(db, id, actor);
  if (row.disabled_at !== null) throw new AppError('webhook_inactive');
  return row;
}
