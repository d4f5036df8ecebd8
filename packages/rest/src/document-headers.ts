const text = { type: 'string' } as const;

/** The headers that answers share, as the OpenAPI document describes them once. */
export const headerComponents = {
  'Docket-Position': {
    description:
      'How far the log of events has what the call did, as `<log_id>.<position>`: whoever has read the events up to there has seen it. The log_id is another one once the database was restored or moved',
    schema: text,
    example: '9f2c41d07be85a36.1042',
  },
  ETag: {
    description: 'A strong entity tag (RFC 9110, section 8.8.3): another one as soon as anything that is shown changes',
    schema: text,
    example: '"0c5f2b7de8f54c1a9d3e6b8a7f102c4d"',
  },
  'Content-Disposition': {
    description: 'The name of the file (RFC 6266)',
    schema: text,
    example: 'attachment; filename="docket.ndjson"',
  },
  RateLimit: {
    description:
      'What is left of each limit that the call used: `r` uses, and the whole quota again in `t` seconds (draft-ietf-httpapi-ratelimit-headers-10)',
    schema: text,
    example: '"read";r=5999;t=60',
  },
  'RateLimit-Policy': {
    description: 'The limits that the call used: `q` uses in `w` seconds (draft-ietf-httpapi-ratelimit-headers-10)',
    schema: text,
    example: '"read";q=6000;w=60',
  },
  'Idempotency-Replayed': {
    description: 'Only with `true`: this is the answer to an earlier request with the same Idempotency-Key',
    schema: text,
    example: 'true',
  },
  'Retry-After': {
    description: 'Seconds after which the call may work (RFC 9110, section 10.2.3)',
    schema: { type: 'integer', minimum: 1 },
    example: 42,
  },
  'Preference-Applied': {
    description: 'The preference of the request that was honoured (RFC 7240, section 3)',
    schema: text,
    example: 'handling=strict',
  },
} as const;

/** The header fields of requests, which operations share. */
export const parameterComponents = {
  Prefer: {
    name: 'Prefer',
    in: 'header',
    description:
      'With `handling=strict` a body with fields that are not known is refused; else they are left aside (RFC 7240, section 4.4)',
    schema: text,
    example: 'handling=strict',
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Makes the request repeatable, for a day: a repeat with the same key and content is not done again, and gets the answer of the first one (draft-ietf-httpapi-idempotency-key-header). Any text that you make anew for each request, such as a UUID',
    schema: { ...text, minLength: 1, maxLength: 255, pattern: '^[ -~]+$' },
    example: '8e03978e-40d5-43dd-bc93-6894a57f9324',
  },
  LastEventID: {
    name: 'Last-Event-ID',
    in: 'header',
    description:
      'The id of the last message that the caller got: the stream goes on after it, and not after `cursor`. Readers of server-sent events send it by themselves when they come back',
    schema: text,
    example: '9f2c41d07be85a36.1042',
  },
} as const;

export const LAST_EVENT_ID = { $ref: '#/components/parameters/LastEventID' };

export const IDEMPOTENCY_KEY = { $ref: '#/components/parameters/IdempotencyKey' };

export const PREFER = { $ref: '#/components/parameters/Prefer' };

export const PREFERENCE_APPLIED = refer('Preference-Applied');

/** The header fields with which an answer says what is left of a limit. */
export const limitHeaders = { ...refer('RateLimit'), ...refer('RateLimit-Policy') };

export const POSITION = refer('Docket-Position');

/** What an answer says where the request may have had an Idempotency-Key. */
export const REPLAYED = refer('Idempotency-Replayed');

export const RETRY_AFTER = refer('Retry-After');

/** A header of those, as a reference. */
export function refer(name: keyof typeof headerComponents) {
  return { [name]: { $ref: `#/components/headers/${name}` } };
}
