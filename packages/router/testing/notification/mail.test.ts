import { openTestDocket } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { MINUTE_MS, mailedTeam } from './mailed-team.ts';
import { ISSUE } from './team.ts';

test('a mail waits for two minutes of quiet, and tells all that happened by then', async () => {
  const { ada, bob, subjects, after, docket } = await mailedTeam();
  const { id } = await ada.caller.issue.create(ISSUE);
  await bob.caller.comment.create({ issue_id: id, body: 'First' });
  expect(await subjects(1)).toEqual([]);
  await bob.caller.comment.create({ issue_id: id, body: 'Second <b>' });
  expect(await subjects(1)).toEqual([]);
  const [mail, ...others] = await after(1);
  expect(others).toEqual([]);
  expect(mail).toMatchObject({ to: ada.user.email, subject: '[MAIN-1] Crash on save' });
  const raw = mail?.raw ?? '';
  for (const line of [
    `In-Reply-To: <${id}@tracker.example.org>`,
    `References: <${id}@tracker.example.org>`,
    'List-ID: "Main" <main.tracker.example.org>',
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    'Auto-Submitted: auto-generated',
    'bob commented:',
    '> First',
    '> Second <b>',
    'Second &lt;b&gt;',
    'https://app.example.org/issues/MAIN-1',
    'You get this mail because you wrote the issue.',
  ])
    expect(raw).toContain(line);
  expect(raw.replace(/\n[ \t]+/g, ' ')).toMatch(
    /^List-Unsubscribe: <https:\/\/tracker\.example\.org\/unsubscribe\/dku_\w+_[\w-]{43}>$/m,
  );
  expect(await subjects(20)).toEqual([]);
  expect(await docket.database.read.selectFrom('outbox').selectAll().execute()).toEqual([]);
});

test('however much happens, it waits ten minutes at most', async () => {
  const { ada, bob, after } = await mailedTeam();
  const { id } = await ada.caller.issue.create(ISSUE);
  const sent: string[] = [];
  for (let minute = 0; minute < 12; minute += 1) {
    await bob.caller.comment.create({ issue_id: id, body: `Word ${minute}` });
    for (const { raw } of await after(1)) sent.push(...(raw.match(/^> Word \d+/gm) ?? []));
    if (minute === 10) expect(sent).toHaveLength(10);
  }
  for (const { raw } of await after(2)) sent.push(...(raw.match(/^> Word \d+/gm) ?? []));
  expect(sent).toEqual(Array.from({ length: 12 }, (_, minute) => `> Word ${minute}`));
});

test('what was read, muted or hidden by then is not mailed', async () => {
  const { docket, ada, bob, cleo, dan, subjects } = await mailedTeam();
  await ada.caller.project.create({ key: 'HID', name: 'Hidden', visibility: 'private' });
  for (const user of ['bob', 'cleo', 'dan']) await ada.caller.project.addMember({ project: 'HID', user });
  const { id } = await ada.caller.issue.create({ ...ISSUE, project: 'HID', description: '@bob @cleo @dan' });
  await docket.notifier.tellAll();
  const [notification] = (await bob.caller.notification.list({})).items;
  await bob.caller.notification.update({ id: String(notification?.id), state: 'read' });
  docket.clock.advance(3 * MINUTE_MS);
  await docket.notifier.tellAll(); // the mails are in the outbox
  await cleo.caller.watch.remove({ id });
  await ada.caller.project.removeMember({ project: 'HID', user_id: dan.user.id });
  expect(await subjects(0)).toEqual([]);
});

test('an edit of many is told in one mail, and what happened to one in a mail of its own', async () => {
  const { ada, bob, after } = await mailedTeam();
  const ids: string[] = [];
  for (const title of ['First one', 'Second one', 'Third one'])
    ids.push((await ada.caller.issue.create({ ...ISSUE, title })).id);
  await bob.caller.comment.create({ issue_id: String(ids[0]), body: 'Alone' });
  await after(5);
  for (const id of ids) await bob.caller.watch.set({ id });
  await ada.caller.issue.bulk({ ids, change: { status: 'closed' } });
  const mails = await after(3);
  expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
    [bob.user.email, '3 issues changed at Issue Tracker API'],
  ]);
  for (const key of ['MAIN-1 First one', 'MAIN-2 Second one', 'MAIN-3 Third one'])
    expect(mails[0]?.raw).toContain(`${key}: ada closed it`);
});

test('a digest comes at its time in the zone of its reader, with all that happened since', async () => {
  const { docket, ada, bob, subjects } = await mailedTeam();
  docket.clock.now = new Date('2026-03-28T12:00:00Z');
  const settings = { mail: 'daily', time_zone: 'Europe/Berlin', digest_time: '08:00' } as const;
  await ada.caller.notification.updateSettings(settings);
  const first = await ada.caller.issue.create(ISSUE);
  const second = await ada.caller.issue.create({ ...ISSUE, title: 'Another' });
  await bob.caller.comment.create({ issue_id: first.id, body: 'First' });
  await docket.notifier.tellAll();
  docket.clock.now = new Date('2026-03-29T05:58:00Z'); // 07:58: clocks were put forward
  await bob.caller.comment.create({ issue_id: second.id, body: 'Second' });
  expect(await subjects(1)).toEqual([]);
  expect(await subjects(1)).toEqual(['ada: What happened to 2 issues at Issue Tracker API']);
  await ada.caller.notification.updateSettings({ mail: 'weekly' });
  await bob.caller.comment.create({ issue_id: first.id, body: 'Third' });
  await docket.notifier.tellAll();
  docket.clock.now = new Date('2026-03-30T05:59:00Z');
  expect(await subjects(0)).toEqual([]);
  expect(await subjects(1)).toEqual(['ada: What happened to 1 issue at Issue Tracker API']);
});

test('without PUBLIC_URL the link that ends mail leads to the port of the server', async () => {
  const { ada, bob, after } = await mailedTeam({ PORT: '8123' }, ({ PUBLIC_URL: _, ...settings }) =>
    openTestDocket(settings),
  );
  const { id } = await ada.caller.issue.create(ISSUE);
  await bob.caller.comment.create({ issue_id: id, body: 'First' });
  const [mail] = await after(3);
  expect(mail?.raw.replace(/\n[ \t]+/g, ' ')).toMatch(
    /^List-Unsubscribe: <http:\/\/localhost:8123\/unsubscribe\/dku_/m,
  );
});

test('a time zone is kept as the database spells it', async () => {
  const { ada } = await mailedTeam();
  const { time_zone } = await ada.caller.notification.updateSettings({ time_zone: 'europe/BERLIN' });
  expect(time_zone).toBe('Europe/Berlin');
});

test.each([
  ['2026-03-28T22:00:00Z', '2026-03-29T05:00:00Z'], // clocks are put forward at night
  ['2026-10-24T21:00:00Z', '2026-10-25T06:00:00Z'], // and back
])('in quiet hours no mail is sent: from %s until %s', async (from, until) => {
  const { docket, ada, bob, subjects } = await mailedTeam();
  docket.clock.now = new Date(from);
  const quiet_hours = { from: '22:00', to: '07:00' };
  await ada.caller.notification.updateSettings({ time_zone: 'Europe/Berlin', quiet_hours });
  const { id } = await ada.caller.issue.create(ISSUE);
  await bob.caller.comment.create({ issue_id: id, body: 'At night' });
  expect(await subjects(60)).toEqual([]);
  docket.clock.now = new Date(Date.parse(until) - MINUTE_MS);
  expect(await subjects(0)).toEqual([]);
  expect(await subjects(1)).toEqual(['ada: [MAIN-1] Crash on save']);
});

test('who unsubscribes by the link of a mail gets no more of it', async () => {
  const { docket, ada, bob, after, subjects } = await mailedTeam();
  const { id } = await ada.caller.issue.create(ISSUE);
  await bob.caller.comment.create({ issue_id: id, body: 'First' });
  const [mail] = await after(3);
  const [, token = ''] = /unsubscribe\/(dku_[\w-]+)>/.exec(mail?.raw.replace(/\n[ \t]+/g, '') ?? '') ?? [];
  expect(await docket.caller('anonymous').watch.unsubscribe({ token })).toEqual({ issue_id: id });
  await bob.caller.comment.create({ issue_id: id, body: 'Second, @ada' });
  expect(await subjects(3)).toEqual([]);
  const other = await ada.caller.issue.create(ISSUE);
  await bob.caller.comment.create({ issue_id: other.id, body: 'Of another' });
  expect(await subjects(3)).toEqual(['ada: [MAIN-2] Crash on save']);
});

test('a mail tells what there is to tell, however much else happened to the issue', async () => {
  const { ada, bob, after } = await mailedTeam();
  await ada.caller.notification.updateSettings({ mail: 'daily' });
  const { id } = await bob.caller.issue.create({ ...ISSUE, assignees: ['ada'] });
  for (let times = 0; times < 60; times += 1)
    await bob.caller.issue.update({ id, priority: times % 2 === 0 ? 'low' : 'high' });
  await bob.caller.comment.create({ issue_id: id, body: 'The last of it' });
  const [mail] = await after(24 * 60);
  expect(mail?.raw).toMatch(/bob\swrote\sit,\sand\sassigned\syou;\sbob\scommented/);
});

test('who wants to hear only where they are named reads only that in a mail, and who wants to hear nothing by then gets none', async () => {
  const { docket, ada, bob, cleo, after, subjects } = await mailedTeam();
  await bob.caller.notification.updateSettings({ level: 'mentions' });
  const { id } = await ada.caller.issue.create({ ...ISSUE, description: 'For @bob and @cleo' });
  await ada.caller.comment.create({ issue_id: id, body: 'To nobody' });
  await ada.caller.comment.create({ issue_id: id, body: 'Again for @bob' });
  await ada.caller.issue.create({ ...ISSUE, title: 'For Bob', assignees: ['bob'] });
  await docket.notifier.tellAll();
  await cleo.caller.notification.updateSettings({ levels: [{ project: 'MAIN', level: 'none' }] });
  const mails = await after(3);
  expect(mails.map(({ to }) => to)).toEqual([bob.user.email, bob.user.email]);
  expect(mails[1]?.raw).toContain('ada wrote it, and assigned you:');
  expect(mails[0]?.raw.match(/^> .*/gm)).toEqual(['> For @bob and @cleo', '> Again for @bob']);
  await bob.caller.watch.set({ id });
  await ada.caller.comment.create({ issue_id: id, body: 'To those who watch' });
  expect(await subjects(3)).toEqual(['bob: [MAIN-1] Crash on save']);
});

test('a digest leaves out what its reader does not see any more, and tells the rest', async () => {
  const { docket, ada, root, subjects } = await mailedTeam();
  docket.clock.now = new Date('2026-03-28T12:00:00Z');
  await root.caller.notification.updateSettings({ level: 'all', mail: 'daily' });
  await ada.caller.project.create({ key: 'WEB', name: 'Website' });
  for (const project of ['MAIN', 'WEB', 'MAIN']) await ada.caller.issue.create({ ...ISSUE, project });
  await docket.notifier.tellAll();
  await ada.caller.project.update({ project: 'WEB', visibility: 'private' });
  docket.clock.now = new Date('2026-03-29T07:59:00Z');
  expect(await subjects(1)).toEqual(['root: What happened to 2 issues at Issue Tracker API']);
});

test('what is no name of a person stands nowhere as Docket’s own words', async () => {
  const { ada, bob, after } = await mailedTeam();
  const first_name = 'Your account is locked, log in at https://evil.example/x';
  await bob.caller.user.update({ id: 'me', first_name });
  const { id } = await ada.caller.issue.create(ISSUE);
  await bob.caller.comment.create({ issue_id: id, body: 'Hello' });
  const [mail] = await after(3);
  expect(mail?.raw).toContain('bob commented:');
  expect(mail?.raw).not.toContain('locked');
});
