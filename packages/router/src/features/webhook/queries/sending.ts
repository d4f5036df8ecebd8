import { accountActor, type UserActor } from '../../../core/actor.ts';
import type { Reader } from '../../../visibility/handles.ts';
import { findUserRow } from '../../user/queries.ts';
import type { WebhookRow } from './get.ts';

/** The webhooks that are active, and to which nobody is sending: those first that wait longest. */
export function listReady(db: Reader, at: string): Promise<WebhookRow[]> {
  return db
    .selectFrom('webhook')
    .selectAll()
    .where('disabled_at', 'is', null)
    .where((eb) => eb.or([eb('held_at', 'is', null), eb('held_at', '<=', at)]))
    .orderBy('due_at')
    .orderBy('id')
    .execute();
}

/** The owner of a webhook, with all rights of the account; undefined when the account cannot sign in. */
export async function findOwner(db: Reader, { owner_id }: WebhookRow): Promise<UserActor | undefined> {
  const user = await findUserRow(db, owner_id);
  if (!user || user.deactivated_at !== null || user.unconfirmed_since !== null) return undefined;
  return accountActor(user);
}

type DeliveryCount = {
  /** How many messages wait to be sent. */
  waiting: number;
  /** Seconds since when the first of them should have been sent. */
  lag: number;
};

/** What waits to be sent to webhooks that are active. */
export async function countDeliveries(db: Reader, at: string): Promise<DeliveryCount> {
  const { waiting, first } = await db
    .selectFrom('webhook_delivery')
    .innerJoin('webhook', 'webhook.id', 'webhook_delivery.webhook_id')
    .select(({ fn }) => [fn.countAll<number>().as('waiting'), fn.min('webhook_delivery.due_at').as('first')])
    .where('webhook_delivery.due_at', 'is not', null)
    .where('webhook.disabled_at', 'is', null)
    .executeTakeFirstOrThrow();
  const late = first === null ? 0 : Date.parse(at) - Date.parse(String(first));
  return { waiting: Number(waiting), lag: Math.max(0, late) / 1000 };
}
