import type { Generated } from 'kysely';
import type { Fixed, Versioned } from './account-tables.ts';

export type WebhookTable = Versioned & {
  id: Fixed<string>;
  /** Null: it tells of what happens anywhere. */
  project_id: Fixed<string | null>;
  /** What this user sees is sent. */
  owner_id: string;
  url: string;
  /** In the language of queries: what is said of other issues is not sent. */
  query: string | null;
  /** JSON: types of events, or families of them. Null: all. */
  events: string | null;
  /** Its signing secret is made of this, and of the SECRET_KEY. */
  secret_number: Generated<number>;
  /** When it got this secret in place of another one. */
  rotated_at: string | null;
  /** Deliveries were made of all events up to there. */
  position: number;
  /** Nothing is sent until then: somebody is sending, or the receiver asked for a pause. */
  held_at: string | null;
  /** When a delivery of it is due next. */
  due_at: string | null;
  /** Nothing has arrived since then. */
  failing_at: string | null;
  disabled_at: string | null;
  disabled_for: 'asked' | 'failing' | 'gone' | null;
  created_at: Fixed<string>;
  updated_at: string;
};

/** A message to a webhook, which is kept for a while after it was sent. Of what it says, only where that stands in the log. */
export type WebhookDeliveryTable = {
  id: Fixed<string>;
  webhook_id: Fixed<string>;
  /** By which receivers know a message that comes again. */
  message_id: Fixed<string>;
  /** That of the event, or `ping`. */
  type: Fixed<string>;
  /** Of the event. */
  position: Fixed<number | null>;
  created_at: Fixed<string>;
  /** When it is to be tried next; null: it arrived, or was given up. */
  due_at: string | null;
  attempts: Generated<number>;
  attempted_at: string | null;
  duration_ms: number | null;
  /** Of HTTP: what was answered to the last attempt. */
  status: number | null;
  /** The beginning of that answer. */
  answer: string | null;
  /** Why the last attempt failed. */
  error: string | null;
};
