import type { Database, Tables } from '@docket/db';
import type { Selectable } from 'kysely';
import type { Log } from '../core/log.ts';
import type { Signals } from '../core/rounds.ts';
import { later, latestEnd, MINUTE_MS } from '../core/time.ts';
import type { Reader, Writer } from '../visibility/handles.ts';

export type OutboxRow = Selectable<Tables['outbox']>;

/** Does what a row asks for, and throws when that failed. It ends when the signal says so: before the lease does. */
export type Deliver = (row: OutboxRow, signal: AbortSignal) => Promise<void>;

/** Why a message was not delivered, in words for log and table. `isPermanent`: it is not tried again. */
export class DeliveryError extends Error {
  override name = 'DeliveryError';
  readonly isPermanent: boolean;

  constructor(message: string, { isPermanent, cause }: { isPermanent: boolean; cause: unknown }) {
    super(message, { cause });
    this.isPermanent = isPermanent;
  }
}

export type Delivery = { db: Database; now: () => Date; log: Log; deliver: Deliver };

/** How long a row is out of the others' reach while one process works on it; half of it is what the work may take. */
const LEASE_MS = 60_000;

/** Minutes to wait after each failed attempt: nearly five days in all (RFC 5321, section 4.5.4.1). */
const DELAYS = [1, 5, 30, 2 * 60, 6 * 60, 12 * 60, 24 * 60, 24 * 60, 24 * 60, 24 * 60];

/**
 * Delivers the messages that are due, one at a time, until none is left; answers with how many it
 * delivered. What the outbox promises:
 *
 * - A message is written in the transaction that it belongs to: both are there, or neither.
 * - It is delivered at least once. A crash between the commit and the sending loses nothing, and the
 *   message is sent once: the row waits, and whichever process is there next takes it.
 * - Processes that share the database never work on one row together: who claims it moves its
 *   `due_at` on by a lease, in a transaction. (Their clocks must agree to within half a minute.)
 * - Only a crash after the mail server accepted a message and before the row was deleted sends it
 *   again, and then under the same Message-ID, which is the row's id: receivers know it for the same.
 * - A failed message is tried again after 1 minute, 5, 30, 2 hours, 6, 12, and then daily, eleven
 *   times in all. Then, or when it is refused for good, it stays in the table with `failed_at`.
 * - No order is promised.
 */
export async function deliverDue(delivery: Delivery, { stop, breakOff }: Signals = {}): Promise<number> {
  let delivered = 0;
  while (!stop?.aborted) {
    const row = await claimNext(delivery);
    if (!row) break;
    if (await attempt(delivery, row, deadline(breakOff))) delivered += 1;
  }
  return delivered;
}

function deadline(breakOff: AbortSignal | undefined): AbortSignal {
  const inTime = AbortSignal.timeout(LEASE_MS / 2);
  return breakOff ? AbortSignal.any([inTime, breakOff]) : inTime;
}

async function claimNext({ db, now }: Delivery): Promise<OutboxRow | undefined> {
  for (;;) {
    const at = now();
    if (!(await findDue(db.read, at))) return undefined; // most of the time nothing is due, and nothing is locked
    const row = await db.write((tx) => claim(tx, at));
    if (row) return row;
  }
}

/** No message waits longer for its next try: one that seems to was put off while a clock was wrong. */
const LONGEST_WAIT_MS = Math.max(...DELAYS) * MINUTE_MS;

function findDue(db: Reader, now: Date): Promise<OutboxRow | undefined> {
  const at = now.toISOString();
  return db
    .selectFrom('outbox')
    .selectAll()
    .where('failed_at', 'is', null)
    .where((eb) => eb.or([eb('due_at', '<=', at), eb('due_at', '>', latestEnd(at, LONGEST_WAIT_MS))]))
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
}

/** Answers with nothing when another process was faster. Two never find the same row: transactions take turns. */
async function claim(db: Writer, at: Date): Promise<OutboxRow | undefined> {
  const row = await findDue(db, at);
  if (!row) return undefined;
  const claimed = { due_at: later(at.toISOString(), LEASE_MS), attempts: row.attempts + 1 };
  await db.updateTable('outbox').set(claimed).where('id', '=', row.id).execute();
  return { ...row, ...claimed };
}

async function attempt({ db, now, log, deliver }: Delivery, row: OutboxRow, signal: AbortSignal): Promise<boolean> {
  try {
    await deliver(row, signal);
  } catch (error) {
    const failure = failureOf(row, error, now());
    await db.write((tx) => noteFailure(tx, row, failure));
    sayFailure(log, row, failure);
    return false;
  }
  await db.write((tx) => tx.deleteFrom('outbox').where('id', '=', row.id).execute());
  return true;
}

type Failure = Pick<OutboxRow, 'due_at' | 'failed_at' | 'last_error'>;

function failureOf({ attempts, due_at }: OutboxRow, error: unknown, at: Date): Failure {
  const last_error = reasonOf(error);
  const delay = DELAYS[attempts - 1];
  const isHopeless = error instanceof DeliveryError && error.isPermanent;
  if (delay === undefined || isHopeless) return { due_at, failed_at: at.toISOString(), last_error };
  return { due_at: later(at.toISOString(), delay * MINUTE_MS), failed_at: null, last_error };
}

function reasonOf(error: unknown): string {
  if (error instanceof DeliveryError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : 'unknown';
}

async function noteFailure(db: Writer, { id, attempts }: OutboxRow, failure: Failure): Promise<void> {
  await db
    .updateTable('outbox')
    .set(failure)
    .where('id', '=', id)
    .where('attempts', '=', attempts) // else our lease is over, and the row is another's
    .execute();
}

function sayFailure(log: Log, { id, kind, attempts }: OutboxRow, { due_at, failed_at, last_error }: Failure): void {
  const details = { outbox_id: id, kind, attempts, error: last_error };
  if (failed_at) log.error(details, `gave ${kind} up`);
  else log.warn({ ...details, due_at }, `could not deliver ${kind}, trying again later`);
}

type OutboxCount = { waiting: number; failed: number; last_error: string | null };

/** How many messages wait to be delivered, how many were given up, and why the last of both that was tried was not sent. */
export async function countOutbox(db: Reader): Promise<OutboxCount> {
  const rows = await db
    .selectFrom('outbox')
    .select((eb) => [eb.fn.countAll().as('all'), eb.fn.count('failed_at').as('failed')])
    .executeTakeFirstOrThrow();
  const latest = await db
    .selectFrom('outbox')
    .select('last_error')
    .where('last_error', 'is not', null)
    .orderBy('due_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const failed = Number(rows.failed);
  return { waiting: Number(rows.all) - failed, failed, last_error: latest?.last_error ?? null };
}
