import { raisedVersion } from '@docket/db';
import type { By, SignedInActor } from '../../../core/actor.ts';
import { changedFields, changesBetween, type Snapshot } from '../../../core/changes.ts';
import { recordEvent } from '../../../core/events.ts';
import { lastPosition } from '../../../core/positions.ts';
import { refuseLostUpdate } from '../../../core/versions.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { getWebhook } from '../queries/get.ts';
import type { UpdateWebhook, Webhook } from '../schema.ts';
import { refuseCredentials } from './create.ts';

/**
 * Changes a webhook. Activated again, it tells of what happens from then on. Who changes where it sends to owns it from
 * then on: else they would get to see what the owner sees.
 *
 * @throws AppError `webhook_not_found`, `forbidden`, `precondition_failed`
 */
export async function updateWebhook(db: ActorWriter, input: UpdateWebhook, by: By<SignedInActor>): Promise<Webhook> {
  const { actor, at } = by;
  const { id, version, ...given } = input;
  const before = await getWebhook(db, id, actor);
  const after = { ...before, ...changedFields(before, given) } as Webhook;
  const changes = changesBetween(snapshot(before), snapshot(after));
  await refuseLostUpdate(db, { in: 'webhook', current: before, version, changes }, by);
  if (changes.length === 0) return before;
  if (after.url !== before.url) refuseCredentials(after.url);
  const { url, query, events, is_active } = after;
  const fields = changes.map(({ field }) => field);
  const isOther = url !== before.url || is_active !== before.is_active;
  await db
    .updateTable('webhook')
    .set({
      ...{ url, query, events: events && JSON.stringify(events) },
      ...(is_active !== before.is_active && (await activity(db, is_active, at))),
      ...(isOther && { failing_at: null, held_at: null }),
      ...(url !== before.url && actor.kind === 'user' && { owner_id: actor.id }),
      ...raisedVersion(db, fields),
      updated_at: at,
    })
    .where('id', '=', id)
    .execute();
  const project_id = before.project?.id ?? null;
  const data = { changes: changes.map((change) => (change.field === 'url' ? URL_CHANGED : change)) };
  await recordEvent(db, { type: 'webhook.updated', subject_id: id, project_id, actor, at, data });
  return getWebhook(db, id, actor);
}

/** An address may be a secret, or that of a person: the history keeps none. */
const URL_CHANGED = { field: 'url', from: null, to: null };

async function activity(db: ActorWriter, is_active: boolean, at: string) {
  if (!is_active) return { disabled_at: at, disabled_for: 'asked' as const };
  return { disabled_at: null, disabled_for: null, position: (await lastPosition(db)).position };
}

function snapshot({ url, query, events, is_active }: Webhook): Snapshot {
  return { url, query, events, is_active: String(is_active) };
}
