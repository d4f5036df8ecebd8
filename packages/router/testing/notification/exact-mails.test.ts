// Who gets which mails of a day, to the minute, and nothing else.

import type { ReceivedMail } from '@docket/kit/mail-server';
import { freePort } from '@docket/kit/postgres';
import { openTestServer } from '@docket/kit/server';
import { expect, test } from 'vitest';
import { archive, issueNumber } from '../import/archives.ts';
import { mailedTeam } from './mailed-team.ts';

const MONDAY = '2026-03-02';

/** A team behind a server that listens where the links of its mails lead. */
async function servedTeam() {
  const port = await freePort();
  const all = await mailedTeam({ PUBLIC_URL: `http://127.0.0.1:${port}/` }, async (settings) => {
    const { app, docket } = await openTestServer(settings);
    await app.listen({ host: '127.0.0.1', port });
    return docket;
  });
  const { docket, after } = all;
  docket.clock.now = new Date(`${MONDAY}T08:59:00Z`);
  const mails: { at: string; mail: ReceivedMail }[] = [];
  /** Lets time pass, minute by minute. Mails of one minute are in the order of their readers. */
  async function until(time: string, day = MONDAY) {
    const end = Date.parse(`${day}T${time}:00Z`);
    while (docket.clock.now.getTime() < end) {
      const received = await after(1);
      const at = docket.clock.now.toISOString().slice(11, 16);
      mails.push(...received.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).map((mail) => ({ at, mail })));
    }
  }
  const table = () => mails.map(({ at, mail }) => [at, readerOf(mail), mail.subject, countEvents(mail)]);
  const last = (reader: string) => mails.findLast(({ mail }) => readerOf(mail) === reader)?.mail;
  return { ...all, until, table, last };
}

const readerOf = ({ to }: ReceivedMail) => to.replace(/@.*/, '');
const keyOf = (mail: ReceivedMail) => `${readerOf(mail)} ${mail.subject}`;

/** How many events the HTML of a mail tells of. */
function countEvents({ raw }: ReceivedMail): number {
  const html = raw.slice(raw.indexOf('<!doctype html>'));
  const doings = 'commented|wrote it|assigned you|named you|began it|closed it|opened it|moved it|set its|changed it';
  return html.match(new RegExp(`\\b(?:ada|bob|cleo|dan|root)\\s(?:${doings})`, 'g'))?.length ?? 0;
}

const CLOSED_LONG_AGO = {
  actor: null,
  actor_name: 'robot',
  comment: null,
  changes: [{ field: 'status', from: 'open', to: 'closed' }],
  created_at: '2014-06-01T12:00:00.000Z',
};

type Team = Awaited<ReturnType<typeof servedTeam>>;

/** Naming, answering, code, and what only some may see. */
async function morning({ ada, bob, cleo, dan, root, until }: Team): Promise<void> {
  await cleo.caller.notification.updateSettings({ mail: 'daily', digest_time: '17:00' });
  await dan.caller.notification.updateSettings({ quiet_hours: { from: '12:00', to: '13:00' } });
  await ada.caller.project.create({ key: 'HID', name: 'Hidden', visibility: 'private' });
  for (const user of ['bob', 'cleo']) await ada.caller.project.addMember({ project: 'HID', user });
  await until('09:00');
  await ada.caller.issue.create({ title: 'Crash on save', description: 'See there, @bob' });
  await bob.caller.comment.create({ issue_id: 'MAIN-1', body: 'I see' });
  await until('09:01');
  await ada.caller.comment.create({ issue_id: 'MAIN-1', body: 'And what?' }); // one's own act puts no mail off
  await until('09:05');
  const code = 'No `@ada` in a span:\n\n```\nand no @bob in a block\n```\n';
  await dan.caller.issue.create({ title: 'Slow start', description: code });
  await dan.caller.issue.update({ id: 'MAIN-2', assignees: ['bob'] });
  await dan.caller.comment.create({ issue_id: 'MAIN-2', body: 'Mine, and `@root` is not asked' });
  await until('09:10');
  const everybody = 'For @bob and @cleo, but @dan and @root do not see it';
  await ada.caller.issue.create({ project: 'HID', title: 'Secret plan', description: everybody });
  await ada.caller.issue.create({ project: 'HID', title: 'Other plan', description: 'As well', assignees: ['bob'] });
  await until('09:11'); // by now it is told, and the mails wait
  await ada.caller.project.removeMember({ project: 'HID', user_id: bob.user.id });
  await until('09:15');
  const people = ['ada', 'bob'].map((user) => ({ login: user, user }));
  const history = (['issue.created', 'issue.updated'] as const).map((type) => ({ type, ...CLOSED_LONG_AGO }));
  const texts = { title: 'Of old', description: 'By @cleo' };
  const old = issueNumber(7, { ...texts, author: 'ada', assignees: ['bob'], history });
  await root.caller.archive.import(archive([old], { project: 'OLD', people }));
  await until('09:20');
  await dan.caller.comment.create({ issue_id: 'OLD-7', body: 'It is still so' });
}

/** An edit of many, what is not wanted, what is read or gone before it is mailed, and what is no news. */
async function forenoon({ ada, bob, cleo, dan, until }: Team): Promise<void> {
  await until('09:30');
  for (const title of ['First one', 'Second one', 'Third one'])
    await ada.caller.issue.create({ title, description: 'One of three' });
  await until('09:31');
  for (const id of ['MAIN-3', 'MAIN-4']) await dan.caller.watch.set({ id });
  await cleo.caller.watch.set({ id: 'MAIN-1' });
  await ada.caller.issue.bulk({ ids: ['MAIN-3', 'MAIN-4', 'MAIN-5'], change: { status: 'closed' } });
  await until('09:40');
  await dan.caller.watch.remove({ id: 'MAIN-4' });
  await ada.caller.comment.create({ issue_id: 'MAIN-4', body: 'You do not hear this, @dan' });
  await ada.caller.comment.create({ issue_id: 'MAIN-3', body: 'But this' });
  await until('09:41');
  await dan.caller.watch.set({ id: 'MAIN-4' }); // what is over stays untold
  await until('09:50');
  await bob.caller.comment.create({ issue_id: 'MAIN-1', body: 'Read before it is mailed' });
  await until('09:51');
  await ada.caller.notification.finish({});
  await until('10:00');
  const { id } = await bob.caller.comment.create({ issue_id: 'MAIN-1', body: 'Gone before it is mailed' });
  await until('10:01');
  await bob.caller.comment.delete({ id });
  await until('10:10');
  await ada.caller.issue.update({ id: 'MAIN-1', title: 'Crash on every save', priority: 'high' });
  await bob.caller.reaction.add({ id: 'MAIN-1', name: 'eyes' });
}

/** Noon, when Dan has quiet hours. */
async function noon({ ada, root, until }: Team): Promise<void> {
  await until('12:10');
  await ada.caller.comment.create({ issue_id: 'MAIN-2', body: 'Still slow' });
  await until('12:30');
  await root.caller.issue.update({ id: 'MAIN-2', status: 'closed' });
}

/** The header of a mail that says how to end it, and what a mail program sends there. */
async function unsubscribe({ raw = '' }: Partial<ReceivedMail> = {}): Promise<Response> {
  const header = raw.slice(0, raw.indexOf('\n\n')).replace(/\n[ \t]+/g, ' ');
  expect(header).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
  const [, address = ''] = /^List-Unsubscribe: <(\S+)>$/m.exec(header) ?? [];
  return fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  });
}

test('a day makes these mails, and nothing else', async () => {
  const team = await servedTeam();
  for (const part of [morning, forenoon, noon]) await part(team);
  await team.until('23:00');
  expect(team.table()).toEqual([
    // at, to, subject, events told
    ['09:02', 'ada', '[MAIN-1] Crash on save', 1],
    ['09:03', 'bob', '[MAIN-1] Crash on save', 2],
    ['09:07', 'bob', '[MAIN-2] Slow start', 2],
    ['09:22', 'ada', '[OLD-7] Of old', 1],
    ['09:22', 'bob', '[OLD-7] Of old', 1],
    ['09:33', 'dan', '2 issues changed at Issue Tracker API', 2],
    ['09:42', 'dan', '[MAIN-3] First one', 1],
    ['12:12', 'bob', '[MAIN-2] Slow start', 1],
    ['12:32', 'ada', '[MAIN-2] Slow start', 1],
    ['12:32', 'bob', '[MAIN-2] Slow start', 1],
    ['13:00', 'dan', '[MAIN-2] Slow start', 2],
    ['17:00', 'cleo', 'What happened to 2 issues at Issue Tracker API', 2],
  ]);
});

test('one click at the address in the header of a mail ends what it was about: an issue, or all mail', async () => {
  const team = await servedTeam();
  const { docket, ada, bob, dan, until, table, last } = team;
  for (const { caller } of [bob, dan]) await caller.issue.create({ title: 'Their own', description: 'One for each' });
  await dan.caller.notification.updateSettings({ mail: 'daily', digest_time: '12:00' });
  const comment = async () => {
    for (const id of ['MAIN-1', 'MAIN-2']) await ada.caller.comment.create({ issue_id: id, body: 'For @bob and @dan' });
  };
  await until('09:00');
  await comment();
  await until('13:00');
  expect(table()).toEqual([
    ['09:02', 'bob', '[MAIN-1] Their own', 1],
    ['09:02', 'bob', '[MAIN-2] Their own', 1],
    ['12:00', 'dan', 'What happened to 2 issues at Issue Tracker API', 2],
  ]);
  for (const reader of ['bob', 'dan']) expect((await unsubscribe(last(reader))).status).toBe(200);
  await comment();
  await until('12:00', '2026-03-04');
  expect(table().slice(3)).toEqual([['13:02', 'bob', '[MAIN-1] Their own', 1]]);
  expect(await docket.database.read.selectFrom('outbox').selectAll().execute()).toEqual([]);
});
