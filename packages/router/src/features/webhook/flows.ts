import type { SignedInActor } from '../../core/actor.ts';
import type { FlowContext } from '../../core/context.ts';
import { signingSecret } from '../../credentials/signing-secret.ts';
import type { ActorWriter } from '../../visibility/handles.ts';
import * as commands from './commands/create.ts';
import { rotateSecret as rotate } from './commands/rotate.ts';
import { toWebhooks, type WebhookRow } from './queries/get.ts';
import type { CreateWebhook, GetWebhook, NewWebhook } from './schema.ts';

/** @throws AppError as the command */
export function createWebhook(ctx: FlowContext<SignedInActor>, input: CreateWebhook): Promise<NewWebhook> {
  return ctx.answer(async (db) => withSecret(ctx, db, await commands.createWebhook(db, input, ctx)));
}

/** @throws AppError as the command */
export function rotateSecret(ctx: FlowContext<SignedInActor>, input: GetWebhook): Promise<NewWebhook> {
  return ctx.answer(async (db) => withSecret(ctx, db, await rotate(db, input, ctx)));
}

async function withSecret(
  { settings }: FlowContext<SignedInActor>,
  db: ActorWriter,
  row: WebhookRow,
): Promise<NewWebhook> {
  const [webhook] = await toWebhooks(db, [row]);
  if (!webhook) throw new Error(`The webhook ${row.id} is not shown`);
  const secret = signingSecret({ key: settings.SECRET_KEY, of: row.id, number: row.secret_number });
  return { ...webhook, secret };
}
