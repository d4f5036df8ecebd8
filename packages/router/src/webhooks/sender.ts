import type { Database } from '@docket/db';
import type { Actor, UserActor } from '../core/actor.ts';
import { logFault } from '../core/fault-log.ts';
import type { Log } from '../core/log.ts';
import type { Around } from '../core/observer.ts';
import { lastPosition } from '../core/positions.ts';
import type { Signals } from '../core/rounds.ts';
import { later } from '../core/time.ts';
import { readEventsAt, readLog } from '../features/event/queries/log.ts';
import { recordLooks } from '../features/project/commands/looks.ts';
import { type Batch, claimBatch, type Outcome, passOver, recordBatch } from '../features/webhook/commands/sending.ts';
import type { WebhookRow } from '../features/webhook/queries/get.ts';
import { findOwner, listReady } from '../features/webhook/queries/sending.ts';
import { askableUpTo, type Wanted, wantedBy } from '../features/webhook/queries/wanted.ts';
import type { OpenSettings } from '../settings/settings.ts';
import { type ActorReader, ownReaderFor, type Reader } from '../visibility/handles.ts';
import type { Sight } from '../visibility/sight.ts';
import { type Attempted, attempt } from './attempt.ts';
import { FAILING_MS } from './schedule.ts';

/** Webhooks that one process sends to at a time. */
const MOST_AT_ONCE = 20;

/** Events that are looked at, and of which deliveries are made, at once. */
const PAGE = 200;

/** A webhook for which there is nothing moves on in memory alone until it is so far behind: each step is a write. */
const FAR_BEHIND = 1000;

export type Sending = {
  db: Database;
  settings: OpenSettings;
  now: () => Date;
  sights: { of(actor: Actor, db: Reader): Promise<Sight> };
  /** Goes around each attempt. */
  around?: Around | undefined;
  log: Log;
};

/**
 * Tells webhooks what happens. What it promises:
 *
 * - Each webhook has a place in the log of events, which moves in the transaction that makes its deliveries: a crash loses
 *   none. Each is sent at least once, under the id of its event: receivers know it for the same.
 * - Processes that share the database never send to one webhook together: who claims it holds it for a while, in a
 *   transaction. (Their clocks must agree to within half a minute.) Only a crash between the sending and the record
 *   sends a message again, and an edit of the webhook at that time.
 * - What is sent is what the owner of the webhook sees when it is sent.
 * - A slow receiver keeps up only its own webhook. No order is promised.
 */
export class Sender {
  readonly #sending: Sending;
  /** The ids of those that are sent to. */
  readonly #running = new Set<string>();
  readonly #tasks = new Set<Promise<void>>();
  readonly #passed = new Map<string, Passed>();
  #arrived = 0;

  constructor(sending: Sending) {
    this.#sending = sending;
  }

  /** How many messages have arrived. */
  get arrived(): number {
    return this.#arrived;
  }

  /** Begins to send to each webhook for which something is due, and goes on as long as there is more. */
  async begin(signals: Signals): Promise<void> {
    const { db, now } = this.#sending;
    const at = now().toISOString();
    const ready = await listReady(db.read, at);
    const head = ready.length > 0 ? (await lastPosition(db.read)).position : 0;
    for (const webhook of ready) {
      if (signals.stop?.aborted || this.#running.size >= MOST_AT_ONCE) return;
      if (this.#running.has(webhook.id)) continue;
      if (!isDue(webhook, at) && this.#placeOf(webhook) >= head) continue;
      this.#running.add(webhook.id);
      const task = this.#run(webhook, signals).finally(() => this.#tasks.delete(task));
      this.#tasks.add(task);
    }
  }

  /** Waits until nothing is sent any more. */
  async end(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }

  async #run(webhook: WebhookRow, signals: Signals): Promise<void> {
    let hasSent = false;
    try {
      hasSent = await this.#serve(webhook, signals.breakOff);
    } catch (error) {
      logFault(this.#sending.log, error, { work: 'webhooks', webhook_id: webhook.id }); // the next round may do better
    }
    this.#running.delete(webhook.id);
    if (hasSent) await this.begin(signals).catch((error: unknown) => logFault(this.#sending.log, error, WORK));
  }

  /** Sends a few messages, or looks through the log for the next ones. Answers whether it sent any: there may be more. */
  async #serve(webhook: WebhookRow, signal: AbortSignal | undefined): Promise<boolean> {
    const { db, now } = this.#sending;
    const at = now().toISOString();
    const owner = await this.#ownerOf(webhook);
    const next = isDue(webhook, at)
      ? { wanted: [], isOfNow: false, upto: webhook.position }
      : await this.#look(webhook, owner, at);
    if (!isDue(webhook, at) && next.wanted.length === 0) {
      await this.#pass(webhook, next);
      return false;
    }
    const batch = await db.write((tx) => claimBatch(tx, webhook, { ...next, at }));
    if (!batch) return false;
    const outcome = await this.#send(webhook, batch, signal);
    await db.write((tx) => recordBatch(tx, webhook, { batch, outcome, at: now().toISOString() }));
    return true;
  }

  async #ownerOf(webhook: WebhookRow): Promise<Owner | undefined> {
    const { db, sights } = this.#sending;
    const actor = await findOwner(db.read, webhook);
    return actor && { actor, reader: ownReaderFor(db.read, await sights.of(actor, db.read)) };
  }

  /** The next events of the log for a webhook, and up to where there are no others. */
  async #look(webhook: WebhookRow, owner: Owner | undefined, at: string): Promise<Looked> {
    const seeing = owner && { db: owner.reader, by: { actor: owner.actor, at } };
    const most = await askableUpTo(this.#sending.db.read, webhook);
    let isOfNow = false;
    for (let upto = this.#placeOf(webhook); ; ) {
      const read = await readLog(this.#sending.db.read, upto, PAGE);
      const entries = read.filter(({ position }) => position <= most);
      upto = entries.at(-1)?.position ?? upto;
      const found = await wantedBy(webhook, entries, seeing);
      isOfNow ||= found.isOfNow;
      if (found.wanted.length > 0 || entries.length < PAGE) return { wanted: found.wanted, isOfNow, upto };
    }
  }

  #placeOf({ id, position, version }: WebhookRow): number {
    const passed = this.#passed.get(id);
    return passed && passed.from === position && passed.version === version ? passed.upto : position;
  }

  async #pass(webhook: WebhookRow, { upto, isOfNow }: Looked): Promise<void> {
    const { id, position: from, version } = webhook;
    this.#passed.set(id, { from, version, upto });
    if (isOfNow || upto - from >= FAR_BEHIND) await this.#sending.db.write((tx) => passOver(tx, webhook, upto));
  }

  /** What the owner sees is asked anew: to claim the batch may have taken its time. */
  async #send(webhook: WebhookRow, batch: Batch, signal: AbortSignal | undefined): Promise<Outcome> {
    const owner = await this.#ownerOf(webhook);
    const positions = batch.deliveries.flatMap(({ position }) => position ?? []);
    const events = owner ? await readEventsAt(owner.reader, positions, owner.actor) : new Map();
    if (owner) await this.#recordLooks(owner);
    const attempting = { ...this.#sending, webhook, owner: owner?.actor, events, signal };
    const attempted = await Promise.all(batch.deliveries.map((delivery) => attempt(attempting, delivery)));
    this.#arrived += attempted.filter(({ sent }) => sent === 'arrived').length;
    return outcomeOf(webhook, attempted, this.#sending.now().toISOString());
  }

  /** What is sent was looked at by the owner: an admin's first look at a private project of others is written down before. */
  async #recordLooks({ actor, reader: { looked, sight } }: Owner): Promise<void> {
    if (!looked?.size) return;
    const at = this.#sending.now().toISOString();
    await this.#sending.db.write((tx) => recordLooks(tx, [...looked], { actor, at }));
    for (const id of looked) sight.foreign?.delete(id);
  }
}

const WORK = { work: 'webhooks' };

type Owner = { actor: UserActor; reader: ActorReader };

type Looked = Wanted & { upto: number };

/** There is nothing for a webhook up to there, which was not written down; as it was then, and where. */
type Passed = { from: number; version: number; upto: number };

function isDue({ due_at }: WebhookRow, at: string): boolean {
  return due_at !== null && due_at <= at;
}

function outcomeOf({ failing_at }: WebhookRow, attempted: Attempted[], at: string): Outcome {
  const sent = (['arrived', 'failed'] as const).find((how) => attempted.some((one) => one.sent === how)) ?? 'nothing';
  const pause_ms = Math.max(...attempted.map((one) => one.pause_ms), 0);
  const isGone = attempted.some(({ result }) => result.status === GONE);
  const isFailing = sent === 'failed' && failing_at !== null && failing_at <= later(at, -FAILING_MS);
  return {
    results: attempted.map(({ result }) => result),
    sent,
    held_at: pause_ms > 0 ? later(at, pause_ms) : null,
    ...(isGone ? { disabled_for: 'gone' } : isFailing && { disabled_for: 'failing' }),
  };
}

/** The receiver wants nothing any more (RFC 9110, section 15.5.11). */
const GONE = 410;
