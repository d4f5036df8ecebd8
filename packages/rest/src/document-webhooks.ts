import { EVENT_TYPES } from '@docket/router';
import type { OpenAPIObject } from 'trpc-openapi';
import type { Components } from './document-schemas.ts';

type Items = NonNullable<OpenAPIObject['webhooks']>;
type Schemas = Components['schemas'];
type SchemaObject = Exclude<Schemas[string], { $ref: string }>;

const EXAMPLE_TIME = '2026-01-31T09:30:00.000Z';
const EXAMPLE_PING = { webhook_id: '019a9c1e-7b1a-7cc0-8a52-5d5f3a1f0c18' };

/** What receivers of webhooks are sent. */
export function webhookItems(): Items {
  return {
    event: itemOf('WebhookMessage', 'Something happened'),
    ping: itemOf('WebhookPing', 'Somebody asks whether messages arrive'),
  };
}

/** The schemas of it, beside those that there are. */
export function messageSchemas(schemas: Schemas): Schemas {
  const event = (schemas['LogEvent'] as SchemaObject).examples?.[0];
  return {
    WebhookMessage: messageOf(EVENT_TYPES, { name: 'LogEvent', example: event }),
    WebhookPing: messageOf(['ping'], { name: 'PingedWebhook', example: EXAMPLE_PING }),
    PingedWebhook: {
      type: 'object',
      description: 'What a ping says',
      properties: { webhook_id: { type: 'string', format: 'uuid', description: 'The webhook that was pinged' } },
      required: ['webhook_id'],
      examples: [EXAMPLE_PING],
    },
  };
}

function messageOf(types: string[], { name, example }: { name: string; example: object }): SchemaObject {
  return {
    type: 'object',
    description: 'A message to a webhook, by Standard Webhooks',
    properties: {
      type: { type: 'string', enum: types, description: 'What happened' },
      timestamp: { type: 'string', format: 'date-time', description: 'When it happened' },
      data: { $ref: `#/components/schemas/${name}` },
    },
    required: ['type', 'timestamp', 'data'],
    examples: [{ type: 'type' in example ? example.type : types[0], timestamp: EXAMPLE_TIME, data: example }],
  };
}

const HEADERS = {
  'webhook-id': 'The id of the message: the same whenever it is sent again',
  'webhook-timestamp': 'When it was sent, in seconds since 1970',
  'webhook-signature': 'Signatures, divided by blanks: `v1,` and the HMAC-SHA-256 of `id.timestamp.body`, in Base64',
};

function itemOf(schema: string, summary: string): Items[string] {
  return {
    post: {
      operationId: `receive${schema}`,
      tags: ['Webhooks'],
      summary,
      description:
        'An answer of 200 to 299 says that it has arrived, and 410 asks for no more. Others are tried again.',
      security: [],
      parameters: Object.entries(HEADERS).map(([name, description]) => ({
        name,
        in: 'header',
        required: true,
        description,
        schema: { type: 'string' },
      })),
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
      },
      responses: { '204': { description: 'It has arrived' }, '410': { description: 'Nothing is to be sent any more' } },
    },
  };
}
