import { z } from 'zod';
import { newId } from '../core/ids.ts';
import { deletePart } from '../core/parts.ts';
import type { Writer } from '../visibility/handles.ts';

/**
 * What can wait in the outbox, by kind. A payload names a user by `user_id` and holds nothing else
 * that is personal, except an address that has to be kept as it was: see `removeUserFromOutbox`.
 */
const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mail.welcome'), payload: z.object({ user_id: z.string() }) }),
  /** To the address that the account had when its password changed. */
  z.object({ kind: z.literal('mail.password_changed'), payload: z.object({ user_id: z.string(), to: z.string() }) }),
  /** To the address that the account has, while whoever asked can still be stopped. */
  z.object({ kind: z.literal('mail.email_change_asked'), payload: z.object({ user_id: z.string(), to: z.string() }) }),
  /** To the address that the account had before: whoever changes it can ask for a new password next. */
  z.object({ kind: z.literal('mail.email_changed'), payload: z.object({ user_id: z.string(), to: z.string() }) }),
  /** To the address that the account had when somebody made an API token of it. */
  z.object({ kind: z.literal('mail.token_created'), payload: z.object({ user_id: z.string(), to: z.string() }) }),
  /** To the address that the account is to have. */
  z.object({ kind: z.literal('mail.confirm_email'), payload: z.object({ user_id: z.string(), to: z.string() }) }),
  /** To the address of a person who is to take over an account. */
  z.object({ kind: z.literal('mail.invitation'), payload: z.object({ user_id: z.string(), to: z.string() }) }),
  /** To the owner of a webhook to which nothing is sent any more. */
  z.object({
    kind: z.literal('mail.webhook_disabled'),
    payload: z.object({ user_id: z.string(), webhook_id: z.string() }),
  }),
  /** What happened to issues, as far as its reader sees it when it is sent. */
  z.object({
    kind: z.literal('mail.notification'),
    payload: z.object({
      user_id: z.string(),
      /** Of one issue, of those that were edited together, or of a day or a week. */
      as: z.enum(['issue', 'bulk', 'digest']),
      /** What happened after and up to these positions of the log, and why it is told. */
      issues: z.array(z.object({ issue_id: z.string(), after: z.int(), upto: z.int(), reason: z.string() })),
      /** So many issues more are not named. */
      more: z.int(),
    }),
  }),
  /** The address may belong to nobody: whoever asks must not find out. */
  z.object({ kind: z.literal('mail.password_reset'), payload: z.object({ email: z.string() }) }),
]);

/** Something to be done outside the database, such as sending a mail. */
export type OutboxMessage = z.output<typeof messageSchema>;

/**
 * Has something done once the transaction is committed, and not at all when it is rolled back. What
 * is promised about it stands at `deliverDue` in `outbox/delivery.ts`.
 */
export async function addToOutbox(db: Writer, { kind, payload, at }: OutboxMessage & { at: string }): Promise<void> {
  const user_id = 'user_id' in payload ? payload.user_id : null;
  await db
    .insertInto('outbox')
    .values({ id: newId(), kind, payload: JSON.stringify(payload), user_id, created_at: at, due_at: at })
    .execute();
}

/** Takes out every message that is the same as this one, whether it waits or was given up. */
export async function removeFromOutbox(db: Writer, { kind, payload }: OutboxMessage): Promise<void> {
  await db.deleteFrom('outbox').where('kind', '=', kind).where('payload', '=', JSON.stringify(payload)).execute();
}

/** Takes out every message of this kind that is about the user. */
export async function removeKindFromOutbox(
  db: Writer,
  { kind, user_id }: { kind: OutboxMessage['kind']; user_id: string },
): Promise<void> {
  await db.deleteFrom('outbox').where('user_id', '=', user_id).where('kind', '=', kind).execute();
}

/**
 * Takes out what waits for a user, or was given up: the addresses in it would outlive the account.
 * A mail under way is dropped all the same, unless it was sent already.
 */
export async function removeUserFromOutbox(db: Writer, user_id: string): Promise<void> {
  await db.deleteFrom('outbox').where('user_id', '=', user_id).execute();
}

/** Whether a message was not taken out since it was claimed. */
export async function isInOutbox(db: Writer, id: string): Promise<boolean> {
  const row = await db.selectFrom('outbox').select('id').where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}

/** Removes messages that were given up before then. Answers whether there may be more. */
export function purgeGivenUp(db: Writer, before: string): Promise<boolean> {
  const old = db.selectFrom('outbox').select('id').where('failed_at', '<', before);
  return deletePart(db, { from: 'outbox', key: 'id' }, old);
}

/** @throws when this version of Docket does not know such a message. */
export function readOutboxMessage({ kind, payload }: { kind: string; payload: string }): OutboxMessage {
  return messageSchema.parse({ kind, payload: JSON.parse(payload) });
}
