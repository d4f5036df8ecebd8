import { z } from 'zod';
import { signedIn } from '../../procedures/access.ts';
import { command, flow, query } from '../../procedures/procedure.ts';
import { deleteWebhook } from './commands/delete.ts';
import { pingWebhook, redeliver, replayWebhook } from './commands/deliveries.ts';
import { updateWebhook } from './commands/update.ts';
import { createWebhook, rotateSecret } from './flows.ts';
import { listDeliveries } from './queries/deliveries.ts';
import { getWebhook } from './queries/get.ts';
import { listWebhooks } from './queries/list.ts';
import {
  CreateWebhook,
  GetDelivery,
  GetWebhook,
  ListDeliveries,
  ListWebhooks,
  NewWebhook,
  ReplayWebhook,
  UpdateWebhook,
  Webhook,
  WebhookDelivery,
  WebhookDeliveryPage,
  WebhookPage,
} from './schema.ts';

export const webhook = {
  list: query({
    access: signedIn('issues:read'),
    route: 'GET /webhooks',
    tag: 'Webhooks',
    operationId: 'listWebhooks',
    summary: 'List webhooks',
    description:
      'One page of the webhooks that you manage, the oldest first: those of your projects, and all for admins.',
    input: ListWebhooks,
    output: WebhookPage,
    run: listWebhooks,
  }),

  create: flow({
    access: signedIn('issues:write'),
    route: 'POST /webhooks',
    tag: 'Webhooks',
    operationId: 'createWebhook',
    summary: 'Create a webhook',
    description:
      'An address that is told what happens from now on, as far as you see it when it is sent, by Standard Webhooks. For a project whoever manages it may, for all projects admins. The secret is answered here and never again.',
    status: 201,
    location: '/webhooks/{id}',
    errors: ['forbidden', 'user_required'],
    takesKey: true,
    answersSecret: true,
    input: CreateWebhook,
    output: NewWebhook,
    run: createWebhook,
  }),

  get: query({
    access: signedIn('issues:read'),
    route: 'GET /webhooks/{id}',
    tag: 'Webhooks',
    operationId: 'getWebhook',
    summary: 'Get a webhook',
    description: 'One webhook by id, for whoever manages it.',
    errors: ['forbidden', 'webhook_not_found'],
    input: GetWebhook,
    output: Webhook,
    run: (db, { id }, { actor }) => getWebhook(db, id, actor),
  }),

  update: command({
    access: signedIn('issues:write'),
    route: 'PATCH /webhooks/{id}',
    tag: 'Webhooks',
    operationId: 'updateWebhook',
    summary: 'Update a webhook',
    description: 'Changes the fields that are sent. Whoever manages it may.',
    errors: ['forbidden', 'webhook_not_found'],
    input: UpdateWebhook,
    stored: (db, { id }, { actor }) => getWebhook(db, id, actor),
    output: Webhook,
    run: updateWebhook,
  }),

  delete: command({
    access: signedIn('issues:write'),
    route: 'DELETE /webhooks/{id}',
    tag: 'Webhooks',
    operationId: 'deleteWebhook',
    summary: 'Delete a webhook',
    description: 'Nothing is sent from then on. Whoever manages it may.',
    status: 204,
    errors: ['forbidden', 'webhook_not_found'],
    input: GetWebhook,
    output: z.null(),
    run: deleteWebhook,
  }),

  rotate: flow({
    access: signedIn('issues:write'),
    route: 'POST /webhooks/{id}/rotate',
    tag: 'Webhooks',
    operationId: 'rotateWebhookSecret',
    summary: 'Rotate the secret of a webhook',
    description:
      'Answers another secret, here and never again. For 24 hours messages are signed with both. Whoever manages the webhook may.',
    errors: ['forbidden', 'webhook_not_found'],
    takesKey: true,
    answersSecret: true,
    input: GetWebhook,
    output: NewWebhook,
    run: rotateSecret,
  }),

  ping: command({
    access: signedIn('issues:write'),
    route: 'POST /webhooks/{id}/ping',
    tag: 'Webhooks',
    operationId: 'pingWebhook',
    summary: 'Ping a webhook',
    description: 'Sends a message that says nothing; its deliveries show whether it arrived.',
    errors: ['forbidden', 'webhook_inactive', 'webhook_not_found'],
    input: GetWebhook,
    output: WebhookDelivery,
    run: pingWebhook,
  }),

  deliveries: query({
    access: signedIn('issues:read'),
    route: 'GET /webhooks/{id}/deliveries',
    tag: 'Webhooks',
    operationId: 'listWebhookDeliveries',
    summary: 'List the deliveries of a webhook',
    description: 'What was sent in the last 30 days and what was answered, the newest first, for whoever manages it.',
    errors: ['forbidden', 'webhook_not_found'],
    input: ListDeliveries,
    output: WebhookDeliveryPage,
    run: listDeliveries,
  }),

  redeliver: command({
    access: signedIn('issues:write'),
    route: 'POST /deliveries/{id}/redeliver',
    tag: 'Webhooks',
    operationId: 'redeliverWebhookDelivery',
    summary: 'Send a delivery again',
    description: 'Sends the message once more, under the same `webhook-id`, as a delivery of its own.',
    errors: ['delivery_not_found', 'forbidden', 'webhook_inactive'],
    input: GetDelivery,
    output: WebhookDelivery,
    run: redeliver,
  }),

  replay: command({
    access: signedIn('issues:write'),
    route: 'POST /webhooks/{id}/replay',
    tag: 'Webhooks',
    operationId: 'replayWebhook',
    summary: 'Send everything since a position again',
    description:
      'Sends what happened after a position again, each message under the same `webhook-id`, and then goes on.',
    errors: ['forbidden', 'webhook_inactive', 'webhook_not_found'],
    input: ReplayWebhook,
    output: Webhook,
    run: replayWebhook,
  }),
};
