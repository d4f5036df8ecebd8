import { raisedVersion } from '@docket/db';
import type { SystemActor } from '../../../core/actor.ts';
import { recordEvent } from '../../../core/events.ts';
import { later } from '../../../core/time.ts';
import type { LogEntry } from '../../../feed/log-entry.ts';
import { addToOutbox } from '../../../outbox/messages.ts';
import type { Writer } from '../../../visibility/handles.ts';
import type { DeliveryRow } from '../queries/deliveries.ts';
import type { WebhookRow } from '../queries/get.ts';
import { addDeliveries } from './deliveries.ts';

/** How long a webhook is out of the others' reach while one process sends to it. */
const LEASE_MS = 60_000;

/** Messages that are sent to a webhook at one time. */
const MOST_AT_ONCE = 8;

type Claim = {
  /** What it is to be told of, of the log up to there. */
  wanted: LogEntry[];
  upto: number;
  at: string;
};

/** What one process sends to a webhook while no other does: until `held_at`. */
export type Batch = { held_at: string; deliveries: DeliveryRow[] };

/**
 * Makes deliveries of events and moves the place of the webhook in the log behind them, in one transaction, so that a crash
 * neither loses nor repeats one; and takes those that are due. Undefined: another process was faster.
 */
export async function claimBatch(
  db: Writer,
  webhook: WebhookRow,
  { wanted, upto, at }: Claim,
): Promise<Batch | undefined> {
  const held_at = later(at, LEASE_MS);
  const { numUpdatedRows } = await db
    .updateTable('webhook')
    .set({ held_at, position: upto })
    .where('id', '=', webhook.id)
    .where('position', '=', webhook.position)
    .where('version', '=', webhook.version)
    .where((eb) => eb.or([eb('held_at', 'is', null), eb('held_at', '<=', at)]))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return undefined;
  const messages = wanted.map(({ id: message_id, type, position }) => ({ message_id, type, position }));
  if (messages.length > 0) await addDeliveries(db, webhook, { messages, at });
  const deliveries = await db
    .selectFrom('webhook_delivery')
    .selectAll()
    .where('webhook_id', '=', webhook.id)
    .where('due_at', '<=', at)
    .orderBy('due_at')
    .orderBy('id')
    .limit(MOST_AT_ONCE)
    .execute();
  return { held_at, deliveries };
}

/** What became of a delivery. */
export type Result = Pick<
  DeliveryRow,
  'id' | 'due_at' | 'attempts' | 'attempted_at' | 'duration_ms' | 'status' | 'answer' | 'error'
>;

export type Outcome = {
  results: Result[];
  /** Whether something arrived, nothing that was sent did, or nothing was sent. */
  sent: 'arrived' | 'failed' | 'nothing';
  /** The receiver asks not to be sent anything before. */
  held_at: string | null;
  /** Why it is disabled. */
  disabled_for?: 'gone' | 'failing';
};

/** Writes down what became of a batch, unless the lease was over and another process has it. */
export async function recordBatch(
  db: Writer,
  webhook: WebhookRow,
  { batch, outcome, at }: { batch: Batch; outcome: Outcome; at: string },
): Promise<void> {
  const ours = await db
    .selectFrom('webhook')
    .select('failing_at')
    .where('id', '=', webhook.id)
    .where('held_at', '=', batch.held_at)
    .executeTakeFirst();
  if (!ours) return;
  for (const { id, ...result } of outcome.results) {
    await db.updateTable('webhook_delivery').set(result).where('id', '=', id).execute();
  }
  const next = await db
    .selectFrom('webhook_delivery')
    .select('due_at')
    .where('webhook_id', '=', webhook.id)
    .where('due_at', 'is not', null)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  await db
    .updateTable('webhook')
    .set({
      held_at: outcome.held_at,
      due_at: next?.due_at ?? null,
      ...(outcome.sent === 'arrived' && { failing_at: null }),
      ...(outcome.sent === 'failed' && { failing_at: ours.failing_at ?? at }),
    })
    .where('id', '=', webhook.id)
    .execute();
  if (outcome.disabled_for) await disable(db, webhook, { disabled_for: outcome.disabled_for, at });
}

const SENDER: SystemActor = { kind: 'system', name: 'webhooks' };

async function disable(
  db: Writer,
  { id, project_id, owner_id: user_id }: WebhookRow,
  { disabled_for, at }: { disabled_for: 'gone' | 'failing'; at: string },
): Promise<void> {
  await db
    .updateTable('webhook')
    .set({ disabled_at: at, disabled_for, ...raisedVersion(db, ['is_active']), updated_at: at })
    .where('id', '=', id)
    .execute();
  await recordEvent(db, { type: 'webhook.disabled', subject_id: id, project_id, actor: SENDER, at });
  await addToOutbox(db, { kind: 'mail.webhook_disabled', payload: { user_id, webhook_id: id }, at });
}

/** Moves a webhook on in the log, where there is nothing for it. */
export async function passOver(db: Writer, { id, position }: WebhookRow, upto: number): Promise<void> {
  await db
    .updateTable('webhook')
    .set({ position: upto })
    .where('id', '=', id)
    .where('position', '=', position)
    .execute();
}
