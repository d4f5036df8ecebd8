// F1: processes that tell people what happens and mail it are killed with kill -9, two at a time, while people act: each
// notification counts each event once, no mail is lost, and one that was sent twice is known by its Message-ID.

import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { spawnNode } from '@docket/kit/child';
import { createTestDatabase } from '@docket/kit/database';
import { openTestMailServer, type ReceivedMail } from '@docket/kit/mail-server';
import { production } from '@docket/kit/target';
import { AHEAD_MS, type Death, keepMessages, listMessages, noteMessages } from '@docket/kit/telling-process';
import { type Database, openDocket, readSettings } from '@docket/router';
import { expect, onTestFinished, test } from 'vitest';
import { isLong, printFigures } from './figures.ts';

const KILLS = isLong ? 100 : 6;
const MOST_WAITING = 5; // events, and mails: people wait when there are as many
const LEASE_MS = 2 * 60_000;
const PROCESS = join(import.meta.dirname, '../kit/telling-process.ts');
const PEOPLE = ['ada', 'bob', 'cleo', 'dan', 'eve'] as const;

/** What others did, by the reader and the number of the issue. */
type Counts = Map<string, number>;

const addTo = (counts: Counts, key: string, more: number) => counts.set(key, (counts.get(key) ?? 0) + more);

async function openTracker() {
  const mails = await openTestMailServer();
  const DATABASE_URL = await createTestDatabase();
  const mail = { SMTP_URL: mails.url, MAIL_FROM: 'docket@example.org', APP_URL: 'https://app.example.org' };
  const settings = { ...production, ...mail, DATABASE_URL, BCRYPT_COST: '4', RATE_LIMIT_CONTENT: '0' };
  const open = async (ahead: number) => {
    const docket = await openDocket(readSettings(settings, '/dev/null'), { now: () => new Date(Date.now() + ahead) });
    onTestFinished(() => docket.close());
    return docket;
  };
  const docket = await open(0);
  await keepMessages(docket.database);
  for (const username of PEOPLE) {
    const person = { username, email: `${username}@example.org`, password: 'correct horse battery staple' };
    await docket.caller({ system: 'test' }).user.create(person);
  }
  await docket.outbox.deliverDue(); // what welcomes them
  return { docket, open, mails, settings };
}

type Tracker = Awaited<ReturnType<typeof openTracker>>;

/** People file issues that concern all, comment on them, close and open them, until they are stopped. */
async function actUntil({ docket }: Tracker, stop: AbortSignal): Promise<void> {
  const callers = PEOPLE.map((user) => docket.caller({ user }));
  for (let act = 0; !stop.aborted; act += 1) {
    const by = act % PEOPLE.length;
    const { issue, comment } = callers[by] as (typeof callers)[0]; // there are five
    const filed = Math.floor(act / 10) + 1;
    const id = String(1 + ((act * 7) % filed)); // of all that were filed, the new one too
    if (act % 10 === 0) await issue.create({ title: 'Told', description: 'To all', assignees: [...PEOPLE] });
    else if (act % 3 === 0) await issue.update({ id, status: act % 2 === 0 ? 'closed' : 'in_progress' });
    else await comment.create({ issue_id: id, body: `Word ${act}` });
    while (!stop.aborted && (await isBehind(docket.database))) await wait(5);
  }
}

/** Whether those who tell and mail are so far behind that there is enough for them to do. */
async function isBehind({ read }: Database): Promise<boolean> {
  const at = new Date(Date.now() + AHEAD_MS).toISOString();
  const due = await read.selectFrom('outbox').select('id').where('due_at', '<=', at).limit(MOST_WAITING).execute();
  const place = read.selectFrom('log_reader').select('position').where('name', '=', 'notifications');
  const events = read.selectFrom('event').select('id').where('position', '>', place).limit(MOST_WAITING);
  return due.length === MOST_WAITING || (await events.execute()).length === MOST_WAITING;
}

/** What others did to each issue. */
async function happenedIn({ read }: Database): Promise<Counts> {
  const happened: Counts = new Map();
  const events = await read
    .selectFrom('event')
    .innerJoin('issue', 'issue.id', 'event.subject_id')
    .innerJoin('user', 'user.id', 'event.actor_id')
    .select(['issue.number', 'user.username'])
    .execute();
  for (const { number, username } of events)
    for (const reader of PEOPLE) if (reader !== username) addTo(happened, `${reader} ${number}`, 1);
  return happened;
}

/** Dies ever elsewhere. */
function deathOf(kill: number): Death {
  const place = (['before', 'sending', 'sent', 'inside', 'after'] as const)[kill % 5] ?? 'before';
  return { place, at: 1 + ((kill * 5) % 17), ms: (kill * 3) % 11 };
}

/** Starts a process and, when it is killed, the next, as often as is said. */
async function keepKilling({ settings }: Tracker, kills: number, first: number): Promise<void> {
  for (let kill = 0; kill < kills; kill += 1) {
    const child = spawnNode([PROCESS, JSON.stringify(settings), JSON.stringify(deathOf(first + kill))]);
    onTestFinished(() => void child.kill('SIGKILL'));
    const [complaint, [, signal]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect({ signal, complaint }).toEqual({ signal: 'SIGKILL', complaint: '' });
  }
}

/** What the notifications count. */
async function toldIn({ read }: Database): Promise<Counts> {
  const rows = await read
    .selectFrom('notification')
    .innerJoin('issue', 'issue.id', 'notification.issue_id')
    .innerJoin('user', 'user.id', 'notification.user_id')
    .select(['issue.number', 'user.username', 'notification.count'])
    .execute();
  return new Map(rows.map(({ number, username, count }) => [`${username} ${number}`, count]));
}

/** What mails tell of, each once that has a Message-ID of its own. */
function mailedIn(mails: Map<string, ReceivedMail>): Counts {
  const mailed: Counts = new Map();
  for (const { to, subject, raw } of mails.values()) {
    const [, number] = /^\[MAIN-(\d+)\]/.exec(subject) ?? [];
    const html = raw.slice(raw.indexOf('<!doctype html>'));
    const events = html.match(/<p>\w+ (?:wrote it|commented|closed it|began it)[:.,]/g) ?? [];
    addTo(mailed, `${to.replace(/@.*/, '')} ${number}`, events.length);
  }
  return mailed;
}

const sorted = (counts: Counts) => [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));

test(
  'F1: kill -9 of those who tell and mail loses nothing, tells nothing twice, and mails twice under one Message-ID',
  async () => {
    const tracker = await openTracker();
    const stop = new AbortController();
    const acting = actUntil(tracker, stop.signal);
    const killing = [0, KILLS / 2].map((first) => keepKilling(tracker, KILLS / 2, first));
    await Promise.all(killing).finally(() => stop.abort());
    await acting;
    const last = await tracker.open(AHEAD_MS + LEASE_MS); // when nobody holds what the dead have held
    await last.notifier.tellAll();
    const { database } = last;
    const happened = await happenedIn(database);
    await database.write(noteMessages);
    await last.outbox.deliverDue();
    expect(await database.read.selectFrom('outbox').selectAll().execute()).toEqual([]);

    const received = tracker.mails.received.filter(({ subject }) => subject.startsWith('[MAIN-'));
    const mails = new Map(received.map((mail) => [mail.messageId, mail]));
    printFigures('F1, telling and mailing', {
      kills: KILLS,
      events: [...happened.values()].reduce((sum, one) => sum + one, 0) / (PEOPLE.length - 1),
      mails: mails.size,
      'received twice': received.length - mails.size,
    });
    expect(received.length).toBeGreaterThan(mails.size);
    expect(sorted(await toldIn(database))).toEqual(sorted(happened));
    expect(sorted(mailedIn(mails))).toEqual(sorted(happened));
    const idOf = (messageId: string) => messageId.replace(/^<|@.*$/g, '');
    expect([...mails.keys()].map(idOf).toSorted()).toEqual(await listMessages(database));
  },
  isLong ? 3_600_000 : undefined,
);
