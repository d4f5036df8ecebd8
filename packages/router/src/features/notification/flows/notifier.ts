import { type Database, isUnavailable } from '@docket/db';
import type { Actor, SystemActor } from '../../../core/actor.ts';
import { logFault } from '../../../core/fault-log.ts';
import { type Log, SILENT } from '../../../core/log.ts';
import { type Signals, startRounds } from '../../../core/rounds.ts';
import type { LogEntry } from '../../../feed/log-entry.ts';
import { ownReaderFor, type Reader } from '../../../visibility/handles.ts';
import type { Sight } from '../../../visibility/sight.ts';
import { readLog } from '../../event/queries/log.ts';
import { mailUser } from '../commands/mail.ts';
import { moveOn, tell } from '../commands/tell.ts';
import { listDueUsers } from '../queries/due.ts';
import { newsAmong, readPlace } from '../queries/news.ts';
import { settingsOf } from '../queries/settings.ts';
import { type Told, whatToTell } from '../queries/told.ts';

/** Who is told what, of an open Docket. */
export type Notifier = {
  /** Tells at once and from then on what happens, until it is stopped; a second start is none. */
  start(log: Log): void;
  /** Answers when the round under way has ended. */
  stop(): Promise<void>;
  /** Tells what has happened by now, and has the mails written that are due. For tests and scripts. */
  tellAll(log?: Log): Promise<void>;
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
      stop ??= startRounds({ work: (signals) => round(parts, log, signals), log, name: 'notifications' });
    },
    stop: async () => stop?.(),
    tellAll: (log = SILENT) => round(parts, log, {}),
  };
}

async function round(parts: Parts, log: Log, { stop }: Signals): Promise<void> {
  try {
    for (let most = PAGE; most > 0 && !stop?.aborted; ) most = await tellNext(parts, log, most);
  } finally {
    await mailDue(parts, log, stop); // what was told before is mailed, whatever stops the telling
  }
}

/** Events that are looked at together, at most. */
const PAGE = 100;

/** It sees all projects, so that it can ask who else does. */
const NOTIFIER: SystemActor = { kind: 'system', name: 'notifications' };

const WORK = { work: 'notifications' };

/**
 * Tells the next of what happened. An event that cannot be told is passed over, and the log says so: it must not stop the
 * others.
 *
 * @param most events that are looked at
 * @returns how many to look at next: fewer, where a few are told to many; 0: there are no more
 */
async function tellNext(parts: Parts, log: Log, most: number): Promise<number> {
  const { db } = parts;
  const from = await readPlace(db.read);
  const entries = await readLog(db.read, from, most);
  const last = entries.at(-1);
  if (!last) return 0;
  try {
    const told = await tellOf(parts, entries, from);
    return Math.min(PAGE, 2 * entries.filter(({ position }) => position <= told.upto).length);
  } catch (error) {
    if (isUnavailable(error)) throw error;
    if (entries.length > 1) return tellNext(parts, log, 1);
    logFault(log, error, { ...WORK, position: last.position });
    await db.write((tx) => moveOn(tx, { from, upto: last.position }));
    return PAGE;
  }
}

async function tellOf({ db, sights }: Parts, entries: LogEntry[], from: number): Promise<Told> {
  const reader = ownReaderFor(db.read, await sights.of(NOTIFIER, db.read));
  const told = await whatToTell(reader, await newsAmong(db.read, entries), entries.at(-1)?.position ?? from);
  const users = [...new Set(told.tellings.map(({ user_id }) => user_id))];
  const settings = await settingsOf(db.read, users);
  await db.write((tx) => tell(tx, told, { from, settingsOf: settings }));
  return told;
}

/** What cannot be mailed to one user does not stop the mails of others. */
async function mailDue({ db, now }: Parts, log: Log, stop: AbortSignal | undefined): Promise<void> {
  const failed = new Set<string>();
  for (;;) {
    const at = now().toISOString();
    const users = (await listDueUsers(db.read, at)).filter((id) => !failed.has(id));
    for (const user_id of users) {
      if (stop?.aborted) return;
      try {
        await db.write((tx) => mailUser(tx, user_id, at));
      } catch (error) {
        if (isUnavailable(error)) throw error;
        failed.add(user_id);
        logFault(log, error, { ...WORK, user_id });
      }
    }
    if (users.length === 0) return;
  }
}
