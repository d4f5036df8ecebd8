// A process that tells and mails as servers do, without a pause, until it kills itself with -9 at a place that it was
// given. Its arguments: the settings, and where it dies, both as JSON.

import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database, Writer } from '../../packages/db/src/database.ts';
import type { Observer } from '../../packages/router/src/core/observer.ts';
import { openDocket } from '../../packages/router/src/docket.ts';
import { readSettings } from '../../packages/router/src/settings/settings.ts';

/**
 * At the nth commit: before it, in the midst of it, or after it; or at the nth delivery: so many milliseconds after it began,
 * or when the mail is out, and the outbox does not know it yet.
 */
export type Death = { at: number; place: 'before' | 'inside' | 'after' | 'sending' | 'sent'; ms: number };

/** Its clock is ahead by this: no mail has to wait for two minutes of quiet. */
export const AHEAD_MS = 60 * 60_000;

/** Makes a table for the ids of all messages that tell what happened and ever were in the outbox. */
export async function keepMessages({ write }: Pick<Database, 'write'>): Promise<void> {
  await write((tx) => sql`create table made (id text primary key)`.execute(tx));
}

/** Notes those that are there, in the transaction that made them. */
export async function noteMessages(tx: Writer): Promise<void> {
  await sql`insert into made (id) select id from outbox
    where kind = 'mail.notification' and id not in (select id from made)`.execute(tx);
}

/** The ids of all that were made. */
export async function listMessages({ read }: Pick<Database, 'read'>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from made order by id`.execute(read);
  return rows.map(({ id }) => id);
}

const die = () => void process.kill(process.pid, 'SIGKILL');

function dyingAt({ at, place, ms }: Death): Observer {
  const isOfCommit = place !== 'sending' && place !== 'sent';
  let commits = 0;
  let deliveries = 0;
  return {
    write: (write) => async (work, options) => {
      commits += 1;
      const isLast = isOfCommit && commits === at;
      if (isLast && place === 'before') die();
      const answer = await write(async (tx) => {
        const done = await work(tx);
        await noteMessages(tx);
        if (isLast && place === 'inside') die();
        return done;
      }, options);
      if (isLast) die(); // after it
      return answer;
    },
    async delivery(_kind, deliver) {
      deliveries += 1;
      if (place === 'sending' && deliveries === at) setTimeout(die, ms);
      const answer = await deliver();
      if (place === 'sent' && deliveries === at) die();
      return answer;
    },
  };
}

async function run(settings: Record<string, string>, death: Death): Promise<void> {
  const now = () => new Date(Date.now() + AHEAD_MS);
  const docket = await openDocket(readSettings(settings, '/dev/null'), { now, observer: dyingAt(death) });
  const forEver = async (round: () => Promise<unknown>) => {
    for (;;) {
      await round();
      await wait(1);
    }
  };
  await Promise.all([forEver(docket.notifier.tellAll), forEver(docket.outbox.deliverDue)]);
}

const [settings, death] = process.argv.slice(2);
if (import.meta.main) await run(JSON.parse(settings ?? ''), JSON.parse(death ?? ''));
