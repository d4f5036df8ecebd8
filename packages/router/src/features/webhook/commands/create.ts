import { type By, isAdmin, requireUser, type SignedInActor } from '../../../core/actor.ts';
import { AppError, invalidInput } from '../../../core/errors.ts';
import { recordEvent } from '../../../core/events.ts';
import { newId } from '../../../core/ids.ts';
import { lastPosition } from '../../../core/positions.ts';
import type { ActorWriter } from '../../../visibility/handles.ts';
import { projectNamed } from '../../project/queries/keys.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { getWebhookRow, type WebhookRow } from '../queries/get.ts';
import type { CreateWebhook } from '../schema.ts';

/**
 * Makes a webhook of a project, for who manages it, or of all, for admins. It tells of what happens from now on.
 *
 * @throws AppError `forbidden`, `user_required`, `validation_failed` for a project that is not there
 */
export async function createWebhook(
  db: ActorWriter,
  { url, project, query = null, events = null }: CreateWebhook,
  { actor, at }: By<SignedInActor>,
): Promise<WebhookRow> {
  const project_id = project == null ? null : await projectNamed(db, project);
  if (project_id !== null) requireRight(db, 'manage', { actor, project_id });
  else if (!isAdmin(actor)) throw new AppError('forbidden');
  const owner_id = requireUser(actor).id;
  refuseCredentials(url);
  const id = newId();
  await recordEvent(db, { type: 'webhook.created', subject_id: id, project_id, actor, at });
  const { position } = await lastPosition(db);
  await db
    .insertInto('webhook')
    .values({
      ...{ id, project_id, owner_id, url, query, position },
      events: events && JSON.stringify(events),
      created_at: at,
      updated_at: at,
    })
    .execute();
  return getWebhookRow(db, id, actor);
}

/**
 * What is in an address is shown to all who manage the webhook.
 *
 * @throws AppError `validation_failed`
 */
export function refuseCredentials(url: string): void {
  const { username, password } = new URL(url);
  if (username === '' && password === '') return;
  throw invalidInput('url', 'Must have no username or password: the signature says who sends', 'url_with_credentials');
}
