import type { Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import { byTime, inOrderOf, type List, readList } from '../../../core/pagination.ts';
import { comesAfter, walkIndex } from '../../../core/walk.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { readEventsAt } from '../../event/queries/log.ts';
import { weighLogEvent } from '../../event/queries/log-events.ts';
import type { ListDeliveries, WebhookDelivery } from '../schema.ts';
import { getWebhookRow } from './get.ts';

export type DeliveryRow = Selectable<Tables['webhook_delivery']>;

/** Bytes that an answer takes at most: of as many characters, each may be six in JSON. */
const ANSWER_BYTES = 6 * 4096;

/**
 * What was sent to a webhook, the newest first.
 *
 * @throws AppError `webhook_not_found`, `forbidden`
 */
export async function listDeliveries(
  db: ActorReader,
  input: ListDeliveries,
  by: By<SignedInActor>,
): Promise<List<WebhookDelivery>> {
  const { id, state } = input;
  await getWebhookRow(db, id, by.actor);
  const places = walkIndex(db, {
    cursors: byTime('deliveries'),
    walk: (after) =>
      db
        .selectFrom('webhook_delivery')
        .select(['created_at', 'id', 'due_at', 'error'])
        .where('webhook_id', '=', id)
        .where(comesAfter(after, 'desc'))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc'),
    matches: (eb) => {
      if (state === undefined) return eb.and([]);
      if (state === 'waiting') return eb('candidate.due_at', 'is not', null);
      return eb.and([
        eb('candidate.due_at', 'is', null),
        eb('candidate.error', state === 'failed' ? 'is not' : 'is', null),
      ]);
    },
  });
  return readList(input, {
    ...places,
    weigh: ({ event }) => (event ? weighLogEvent(event) : 0) + ANSWER_BYTES,
    async read(keys) {
      const ids = keys.map((key) => key.id);
      const rows = await db.selectFrom('webhook_delivery').selectAll().where('id', 'in', ids).execute();
      return toDeliveries(
        db,
        inOrderOf(ids, rows, (row) => row.id),
        by,
      );
    },
  });
}

/** @throws AppError `delivery_not_found`, and `forbidden` where the webhook is another's to manage */
export async function getDeliveryRow(db: ActorReader, id: string, actor: SignedInActor): Promise<DeliveryRow> {
  const row = await db.selectFrom('webhook_delivery').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new AppError('delivery_not_found');
  await getWebhookRow(db, row.webhook_id, actor).catch((error: unknown) => {
    const isHidden = error instanceof AppError && error.reason === 'webhook_not_found';
    throw isHidden ? new AppError('delivery_not_found') : error;
  });
  return row;
}

/** As they are shown to who manages their webhook: what is not seen of the log is not told by a receiver either. */
export async function toDeliveries(
  db: ActorReader,
  rows: DeliveryRow[],
  { actor }: By<SignedInActor>,
): Promise<WebhookDelivery[]> {
  const events = await readEventsAt(
    db,
    rows.flatMap(({ position }) => position ?? []),
    actor,
  );
  return rows.map(({ position, due_at, ...row }) => {
    const event = position === null ? null : (events.get(position) ?? null);
    const { id, webhook_id, message_id, type, status, error, attempts, attempted_at, duration_ms, created_at } = row;
    return {
      ...{ id, webhook_id, message_id, type, event },
      state: due_at !== null ? 'waiting' : error === null ? 'delivered' : 'failed',
      ...{ status, answer: position !== null && !event ? null : row.answer, error },
      ...{ attempts, attempted_at, duration_ms, next_attempt_at: due_at, created_at },
    };
  });
}
