import type { Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import { isAdmin, type SignedInActor } from '../../../core/actor.ts';
import { AppError } from '../../../core/errors.ts';
import { getLogId, positionText } from '../../../core/positions.ts';
import { DAY_MS, later } from '../../../core/time.ts';
import type { ActorReader } from '../../../visibility/handles.ts';
import { sees } from '../../../visibility/sight.ts';
import { findProjectSummaries } from '../../project/queries/get.ts';
import { requireRight } from '../../project/queries/rights.ts';
import { findUserSummaries } from '../../user/queries.ts';
import type { Webhook } from '../schema.ts';

export type WebhookRow = Selectable<Tables['webhook']>;

/** How long the secret before a rotation is good. */
const ROTATION_MS = DAY_MS;

/**
 * A webhook, for who manages it: the managers of its project, or admins where it is for all.
 *
 * @throws AppError `webhook_not_found`, `forbidden`
 */
export async function getWebhook(db: ActorReader, id: string, actor: SignedInActor): Promise<Webhook> {
  const [webhook] = await toWebhooks(db, [await getWebhookRow(db, id, actor)]);
  if (!webhook) throw new Error(`The webhook ${id} is not shown`);
  return webhook;
}

/** @throws AppError as `getWebhook` */
export async function getWebhookRow(db: ActorReader, id: string, actor: SignedInActor): Promise<WebhookRow> {
  const row = await db.selectFrom('webhook').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row || !isThere(db, row, actor)) throw new AppError('webhook_not_found');
  const { project_id } = row;
  db.look(project_id);
  if (project_id !== null) requireRight(db, 'manage', { actor, project_id });
  return row;
}

function isThere(db: ActorReader, { project_id }: WebhookRow, actor: SignedInActor): boolean {
  if (project_id === null) return isAdmin(actor);
  return db.sight.projects.has(project_id) && sees(db.sight, project_id);
}

/** As those who manage them get them. */
export async function toWebhooks(db: ActorReader, rows: WebhookRow[]): Promise<Webhook[]> {
  const owners = await findUserSummaries(
    db,
    rows.map(({ owner_id }) => owner_id),
  );
  const projects = await findProjectSummaries(
    db,
    rows.flatMap(({ project_id }) => project_id ?? []),
  );
  const log_id = await getLogId(db);
  return rows.flatMap((row) => {
    const { id, project_id, owner_id, url, query, disabled_at, disabled_for, version, created_at, updated_at } = row;
    const owner = owners.get(owner_id);
    if (!owner) return [];
    const is_active = disabled_at === null;
    return {
      ...{ id, project: projects.get(project_id ?? '') ?? null, owner, url, query },
      events: row.events === null ? null : (JSON.parse(row.events) as string[]),
      ...{ is_active, disabled_at, disabled_for },
      position: is_active ? null : positionText({ log_id, position: row.position }),
      rotating_until: row.rotated_at === null ? null : later(row.rotated_at, ROTATION_MS),
      ...{ version, created_at, updated_at },
    };
  });
}

/** The numbers of the secrets with which a message is signed: those before and after a rotation for a day. */
export function secretNumbers({ secret_number, rotated_at }: WebhookRow, at: string): number[] {
  const isRotating = rotated_at !== null && at < later(rotated_at, ROTATION_MS);
  return isRotating ? [secret_number, secret_number - 1] : [secret_number];
}
