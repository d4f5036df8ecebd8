import { z } from 'zod';
import {
  pageInput,
  pageOf,
  positionInLog,
  seenVersion,
  timestamp,
  uuid,
  version,
  webAddress,
} from '../../core/schema.ts';
import { eventTypes, LogEvent } from '../event/schema.ts';
import { issueQuery } from '../issue/schema/list.ts';
import { exampleProject, ProjectSummary, projectKey } from '../project/schema.ts';
import { exampleUser, UserSummary } from '../user/schema.ts';

const url = webAddress()
  .describe('Where messages are sent to (http or https), without a username or password in it')
  .meta({ examples: ['https://hooks.example.org/docket'] });

const query = issueQuery
  .describe('Only what happens to issues that this query finds at the time; `sort:` says nothing here')
  .meta({ examples: ['label:bug priority:high'] });

const events = z
  .array(eventTypes)
  .min(1)
  .max(20)
  .nullable()
  .describe('Only these, such as `issue.updated` or `comment.*`; null: all')
  .meta({ examples: [['issue.*', 'comment.created']] });

const fields = {
  id: uuid,
  project: ProjectSummary.nullable().describe('Only what happens in it; null: in all projects, and beside them'),
  owner: UserSummary.describe('Who made it, or changed its `url` last: what this user sees is sent'),
  url: z.string().describe('Where messages are sent to'),
  query: z.string().nullable().describe('Only what happens to issues that this query finds; null: all that happens'),
  events: z.array(z.string()).nullable().describe('Only events of these types; null: all'),
  is_active: z.boolean().describe('Whether messages are sent'),
  disabled_at: timestamp.nullable().describe('When it stopped to be active; null: it is'),
  disabled_for: z
    .enum(['asked', 'failing', 'gone'])
    .nullable()
    .describe(
      'Why: somebody asked for it; nothing arrived for five days; the receiver answered 410. Null: it is active',
    ),
  position: z
    .string()
    .nullable()
    .describe(
      'Up to where it has told of what happened, while it is not active: replayed `since` there, it misses nothing',
    ),
  rotating_until: timestamp
    .nullable()
    .describe('Until then messages are signed with the secret before the last rotation as well'),
  version,
  created_at: timestamp,
  updated_at: timestamp,
};

const example = {
  id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18',
  project: exampleProject,
  owner: exampleUser,
  url: 'https://hooks.example.org/docket',
  query: 'label:bug priority:high',
  events: ['issue.*', 'comment.created'],
  is_active: true,
  disabled_at: null,
  disabled_for: null,
  position: null,
  rotating_until: null,
  version: 1,
  created_at: '2026-01-31T09:30:00.000Z',
  updated_at: '2026-01-31T09:30:00.000Z',
};

export const Webhook = z
  .object(fields)
  .meta({ id: 'Webhook', description: 'An address that is told what happens', examples: [example] });
export type Webhook = z.output<typeof Webhook>;

export const NewWebhook = z
  .object({ ...fields, secret: z.string().describe('What messages are signed with; it is shown only here') })
  .meta({
    id: 'NewWebhook',
    description: 'A webhook with its new signing secret',
    examples: [{ ...example, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw…' }],
  });
export type NewWebhook = z.output<typeof NewWebhook>;

export const WebhookPage = pageOf(Webhook, { id: 'WebhookPage', description: 'One page of webhooks' });

export const ListWebhooks = z.object({
  ...pageInput,
  project: projectKey.describe('Those of this project').optional(),
});
export type ListWebhooks = z.output<typeof ListWebhooks>;

export const CreateWebhook = z
  .object({
    url,
    project: projectKey
      .describe('Only what happens in it; null or left out: in all projects, and beside them')
      .nullable()
      .optional(),
    query: query.nullable().optional(),
    events: events.optional(),
  })
  .meta({
    id: 'CreateWebhook',
    description: 'A new webhook',
    examples: [{ url: 'https://hooks.example.org/docket', project: 'WEB', events: ['issue.*'] }],
  });
export type CreateWebhook = z.output<typeof CreateWebhook>;

export const UpdateWebhook = z
  .object({
    id: uuid.describe('The id of the webhook'),
    url: url.optional(),
    query: query.nullable().optional(),
    events: events.optional(),
    is_active: z
      .boolean()
      .describe('`true`: it tells of what happens from then on; `replay` makes up for what it missed')
      .optional(),
    version: seenVersion,
  })
  .meta({
    id: 'UpdateWebhook',
    description: 'What to change; fields that are left out stay as they are',
    examples: [{ events: ['issue.*'] }],
  });
export type UpdateWebhook = z.output<typeof UpdateWebhook>;

export const GetWebhook = z.object({ id: uuid.describe('The id of the webhook') });
export type GetWebhook = z.output<typeof GetWebhook>;

export const ReplayWebhook = GetWebhook.extend({
  since: positionInLog
    .describe('The `position` of an event, or of a webhook that was not active')
    .meta({ examples: ['9f2c41d07be85a36.1042'] }),
}).meta({
  id: 'ReplayWebhook',
  description: 'From where on everything is sent again',
  examples: [{ since: '9f2c41d07be85a36.1042' }],
});
export type ReplayWebhook = z.output<typeof ReplayWebhook>;

const state = z
  .enum(['waiting', 'delivered', 'failed'])
  .meta({ description: 'Whether it waits for its next attempt, arrived, or was given up', examples: ['failed'] });

export const WebhookDelivery = z
  .object({
    id: uuid,
    webhook_id: uuid,
    message_id: z.string().describe('The `webhook-id` of the message: the same whenever it is sent again'),
    type: z.string().describe('The type of the event, or `ping`'),
    event: LogEvent.nullable().describe(
      'What the message says, as you see it now; null: it is a ping, or you do not see that',
    ),
    state,
    status: z.int().nullable().describe('The HTTP status of the last answer; null: there was none'),
    answer: z
      .string()
      .nullable()
      .describe('How that answer begins (4 KB); null: there was none, or you do not see what it is about'),
    error: z.string().nullable().describe('Why the last attempt failed, or why there is none'),
    attempts: z.int().describe('How often it was sent'),
    attempted_at: timestamp.nullable().describe('When the last attempt ended'),
    duration_ms: z.int().nullable().describe('Milliseconds that the last attempt took'),
    next_attempt_at: timestamp.nullable().describe('Null: it is not tried again'),
    created_at: timestamp,
  })
  .meta({
    id: 'WebhookDelivery',
    description: 'A message to a webhook, and what became of it',
    examples: [
      {
        id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c19',
        webhook_id: example.id,
        message_id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c19',
        type: 'ping',
        event: null,
        state: 'delivered',
        status: 204,
        answer: '',
        error: null,
        attempts: 1,
        attempted_at: '2026-01-31T09:30:00.000Z',
        duration_ms: 41,
        next_attempt_at: null,
        created_at: '2026-01-31T09:30:00.000Z',
      },
    ],
  });
export type WebhookDelivery = z.output<typeof WebhookDelivery>;

export const WebhookDeliveryPage = pageOf(WebhookDelivery, {
  id: 'WebhookDeliveryPage',
  description: 'One page of the messages of the last 30 days, the newest first',
});

export const ListDeliveries = GetWebhook.extend({ ...pageInput, state: state.optional() });
export type ListDeliveries = z.output<typeof ListDeliveries>;

export const GetDelivery = z.object({ id: uuid.describe('The id of the delivery') });
export type GetDelivery = z.output<typeof GetDelivery>;
