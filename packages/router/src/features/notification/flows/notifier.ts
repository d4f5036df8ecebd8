import type { Database } from '@docket/db';
import type { Actor, SystemActor } from '../../../core/actor.ts';
import type { Log } from '../../../core/log.ts';
import { type Signals, startRounds } from '../../../core/rounds.ts';
import { ownReaderFor, type Reader } from '../../../visibility/handles.ts';
import type { Sight } from '../../../visibility/sight.ts';
import { readLog } from '../../event/queries/log.ts';
import { mailUser } from '../commands/mail.ts';
import { tell } from '../commands/tell.ts';
import { listDueUsers } from '../queries/due.ts';
import { newsAmong, readPlace } from '../queries/news.ts';
import { settingsOf } from '../queries/settings.ts';
import { whatToTell } from '../queries/told.ts';

/** Who is told what, of an open Docket. */
export type Notifier = {
  /** Tells at once and from then on what happens, until it is stopped; a second start is none. */
  start(log: Log): void;
  /** Answers when the round under way has ended. */
  stop(): Promise<void>;
  /** Tells what has happened by now, and has the mails written that are due. For tests and scripts. */
  tellAll(): Promise<void>;
};

type Parts = { db: Database; now: () => Date; sights: { of(actor: Actor, db: Reader): Promise<Sight> } };

/**
 * Tells users what happens to issues. What it promises:
 *
 * - It reads the log of events in its order, and moves its place there in the transaction that writes down what is told: a
 *   crash loses nothing, and tells nothing twice. Of processes that share the database one is the faster, and tells.
 * - Who is told sees the project then. What is shown of it, in lists and mails, is what that user sees at that time.
 * - A mail is put into the outbox in the transaction that takes it off the notifications: it goes out once.
 */
export function openNotifier(parts: Parts): Notifier {
  let stop: (() => Promise<void>) | undefined;
  return {
    start(log) {
      stop ??= startRounds({ work: (signals) => round(parts, signals), log, name: 'notifications' });
    },
    stop: async () => stop?.(),
    tellAll: () => round(parts, {}),
  };
}

async function round(parts: Parts, { stop }: Signals): Promise<void> {
  while (!stop?.aborted) if (!(await tellNext(parts))) break;
  await mailDue(parts, stop);
}

/** Events that are looked at together. */
const PAGE = 100;

/** It sees all projects, so that it can ask who else does. */
const NOTIFIER: SystemActor = { kind: 'system', name: 'notifications' };

/** Tells the next of what happened. Answers whether there may be more. */
async function tellNext({ db, sights }: Parts): Promise<boolean> {
  const from = await readPlace(db.read);
  const entries = await readLog(db.read, from, PAGE);
  const last = entries.at(-1);
  if (!last) return false;
  const reader = ownReaderFor(db.read, await sights.of(NOTIFIER, db.read));
  const told = await whatToTell(reader, await newsAmong(db.read, entries), last.position);
  const users = [...new Set(told.tellings.map(({ user_id }) => user_id))];
  const settings = await settingsOf(db.read, users);
  await db.write((tx) => tell(tx, told, { from, settingsOf: settings }));
  return true;
}

async function mailDue({ db, now }: Parts, stop: AbortSignal | undefined): Promise<void> {
  for (;;) {
    const at = now().toISOString();
    const users = await listDueUsers(db.read, at);
    for (const user_id of users) {
      if (stop?.aborted) return;
      await db.write((tx) => mailUser(tx, user_id, at));
    }
    if (users.length === 0) return;
  }
}
