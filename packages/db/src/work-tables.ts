import type { Generated } from 'kysely';
import type { Fixed } from './account-tables.ts';

/** What is to be done outside the database, such as sending a mail, once the transaction is committed. */
export type OutboxTable = {
  id: Fixed<string>;
  /** Such as `mail.welcome`. */
  kind: Fixed<string>;
  /** JSON, as the kind wants it. */
  payload: Fixed<string>;
  /** The user whom it is about, if it is about one. */
  user_id: Fixed<string | null>;
  created_at: Fixed<string>;
  /** When it is to be tried next; whoever tries it moves this on first, so that nobody else does. */
  due_at: string;
  attempts: Generated<number>;
  /** Given up since then. */
  failed_at: string | null;
  last_error: string | null;
};

/** How often something was done in a window of time that ends at `expires_at`. */
export type RateLimitTable = { key: Fixed<string>; points: number; expires_at: string };

/** What was deleted for everybody, and has rows left that go in parts. */
export type DeletionTable = {
  subject_id: Fixed<string>;
  kind: Fixed<'label' | 'user' | 'milestone'>;
  /** Who deletes it, as in `event`. */
  actor_id: Fixed<string | null>;
  actor_name: Fixed<string | null>;
  created_at: Fixed<string>;
};

/** What a call was answered, for its repeats. */
export type IdempotencyKeyTable = {
  /** Whose, and the Idempotency-Key: `user:ID:KEY`. */
  key: Fixed<string>;
  /** HMAC-SHA-256 of the request, in hex. */
  fingerprint: string;
  answer: string | null; // JSON
  expires_at: string;
};
