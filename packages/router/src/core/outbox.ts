import type { Writer } from '@docket/db';
import { z } from 'zod';
import { newId } from './ids.ts';

/**
 * What can wait in the outbox, by kind. A payload names things by id: what was personal in it would
 * outlive the account. The exceptions are addresses that have to be kept as they were.
 */
const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mail.welcome'), payload: z.object({ user_id: z.string() }) }),
  /** To the address that the account had when its password changed. */
  z.object({ kind: z.literal('mail.password_changed'), payload: z.object({ user_id: z.string(), to: z.string() }) }),
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
  await db
    .insertInto('outbox')
    .values({ id: newId(), kind, payload: JSON.stringify(payload), created_at: at, due_at: at })
    .execute();
}

/** @throws when this version of Docket does not know such a message. */
export function readOutboxMessage({ kind, payload }: { kind: string; payload: string }): OutboxMessage {
  return messageSchema.parse({ kind, payload: JSON.parse(payload) });
}
