import type { UserActor } from '../core/actor.ts';
import { hidesEmails, withoutEmails } from '../core/hidden-emails.ts';
import type { Around } from '../core/observer.ts';
import { later } from '../core/time.ts';
import type { LogEvent } from '../features/event/schema.ts';
import type { Outcome, Result } from '../features/webhook/commands/sending.ts';
import type { DeliveryRow } from '../features/webhook/queries/deliveries.ts';
import { secretNumbers, type WebhookRow } from '../features/webhook/queries/get.ts';
import type { OpenSettings } from '../settings/settings.ts';
import { signedHeaders } from './message.ts';
import { type Answer, post } from './post.ts';
import { delayAfter, pauseOf } from './schedule.ts';

export type Attempting = {
  settings: OpenSettings;
  now: () => Date;
  around?: Around | undefined;
  webhook: WebhookRow;
  owner: UserActor | undefined;
  /** What the owner sees now, by positions. */
  events: ReadonlyMap<number, LogEvent>;
  signal: AbortSignal | undefined;
};

/** What became of a delivery, and for how long the receiver wants none. */
export type Attempted = { result: Result; sent: Outcome['sent']; pause_ms: number };

/** Sends a message, if its owner still sees what it says. */
export async function attempt(attempting: Attempting, delivery: DeliveryRow): Promise<Attempted> {
  const body = bodyOf(attempting, delivery);
  if (body === undefined) return { result: notSent(delivery), sent: 'nothing', pause_ms: 0 };
  const begun = performance.now();
  const { answer, error } = await send(attempting, delivery, body);
  const now = attempting.now();
  const attempts = delivery.attempts + 1;
  const pause_ms = error === null ? 0 : pauseOf(answer?.retry_after, now);
  const delay = error === null ? undefined : delayAfter(attempts);
  const result = {
    id: delivery.id,
    due_at: delay === undefined ? null : later(now.toISOString(), Math.max(delay, pause_ms)),
    attempts,
    attempted_at: now.toISOString(),
    duration_ms: Math.round(performance.now() - begun),
    ...{ status: answer?.status ?? null, answer: answer?.text ?? null, error },
  };
  return { result, sent: error === null ? 'arrived' : 'failed', pause_ms };
}

function notSent({ id, attempts, attempted_at, duration_ms, status }: DeliveryRow): Result {
  const error = 'Not sent: its owner does not see it any more';
  return { id, due_at: null, attempts, attempted_at, duration_ms, status, answer: null, error };
}

/** Undefined: the owner does not see it. */
function bodyOf({ settings, owner, events }: Attempting, { type, position, webhook_id, created_at }: DeliveryRow) {
  if (!owner) return undefined;
  if (position === null) return JSON.stringify({ type, timestamp: created_at, data: { webhook_id } });
  const event = events.get(position);
  if (!event) return undefined;
  const data = hidesEmails(settings, owner) ? withoutEmails(event, { actor: owner, input: undefined }) : event;
  return JSON.stringify({ type, timestamp: event.created_at, data });
}

type Sent = { answer?: Answer; error: string | null };

async function send(
  { settings, now, around = (_name, work) => work(), webhook, signal }: Attempting,
  { message_id }: DeliveryRow,
  body: string,
): Promise<Sent> {
  const { SECRET_KEY, ACCEPTED_SECRET_KEYS, WEBHOOKS_ALLOW: allowed } = settings;
  const at = now();
  const keys = [SECRET_KEY, ...ACCEPTED_SECRET_KEYS];
  const numbers = secretNumbers(webhook, at.toISOString());
  const headers = {
    'user-agent': 'Docket-Webhooks',
    ...signedHeaders(body, { keys, webhook_id: webhook.id, numbers, message_id, now: at }),
  };
  const sent: Sent = { error: null };
  try {
    await around('webhook', async () => {
      sent.answer = await post(webhook.url, { headers, body, allowed, signal });
      const { status } = sent.answer;
      if (status < 200 || status > 299) throw new Error(`The receiver answered ${status}`);
    });
  } catch (error) {
    sent.error = reasonOf(error);
  }
  return sent;
}

/** In words of ours, or as a code: what the network says may tell of addresses. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return 'The receiver did not answer in time';
  if ('code' in error && typeof error.code === 'string') return `No connection: ${error.code}`;
  return error.name === 'AbortError' ? 'Broken off: the server was stopped' : error.message.slice(0, 200);
}
