import type { Database } from '@docket/db';
import { expect, test, vi } from 'vitest';
import { ISSUE, team } from './team.ts';

const MINUTE_MS = 60_000;

/** The texts of mails that are in the outbox, once so much time has gone by. */
async function mailed({ docket }: Pick<Awaited<ReturnType<typeof team>>, 'docket'>, minutes: number): Promise<number> {
  docket.clock.advance(minutes * MINUTE_MS);
  await docket.notifier.tellAll();
  const rows = await docket.database.read
    .selectFrom('outbox')
    .select('id')
    .where('kind', '=', 'mail.notification')
    .execute();
  return rows.length;
}

test('an event that cannot be told is passed over, and said in the log: it does not stop the others', async () => {
  const { docket, ada, bob } = await team();
  await docket.notifier.tellAll();
  for (const title of ['First one', 'Second one'])
    await ada.caller.issue.create({ ...ISSUE, title, description: 'As @bob says' });
  const write = docket.database.write.bind(docket.database);
  let calls = 0;
  vi.spyOn(docket.database as Pick<Database, 'write'>, 'write').mockImplementation(async (work) => {
    calls += 1;
    if (calls <= 2) throw new RangeError('cannot be told'); // both together, and then the first alone
    return write(work);
  });
  const said: object[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (details: object) => said.push(details) };
  await docket.notifier.tellAll(log);
  expect(said).toMatchObject([{ work: 'notifications' }]);
  const { items } = await bob.caller.notification.list({});
  expect(items.map(({ issue }) => issue.title)).toEqual(['Second one']);
});

test('a user to whom nothing can be mailed keeps no mail from others', async () => {
  const { docket, ada, bob, cleo } = await team();
  await ada.caller.issue.create({ ...ISSUE, description: '@bob @cleo' });
  await docket.notifier.tellAll();
  const write = docket.database.write.bind(docket.database);
  let calls = 0;
  vi.spyOn(docket.database as Pick<Database, 'write'>, 'write').mockImplementation(async (work) => {
    calls += 1;
    if (calls === 1) throw new RangeError('cannot be mailed');
    return write(work);
  });
  expect(await mailed({ docket }, 5)).toBe(1);
  const rows = await docket.database.read
    .selectFrom('outbox')
    .select('user_id')
    .where('kind', '=', 'mail.notification')
    .execute();
  expect([bob.user.id, cleo.user.id]).toContain(rows[0]?.user_id);
});

test('settings that say nothing of times put no mail off', async () => {
  const all = await team();
  const { ada, bob } = all;
  const { id } = await ada.caller.issue.create(ISSUE);
  await bob.caller.comment.create({ issue_id: id, body: 'Why?' });
  for (const level of ['participating', 'all', 'participating'] as const) {
    expect(await mailed(all, 0.6)).toBe(0);
    await ada.caller.notification.updateSettings({ level });
  }
  expect(await mailed(all, 0.6)).toBe(1);
});

test('who comments on what was not to be heard of is told the answer, also in one go', async () => {
  const { docket, ada, bob, inboxOf } = await team();
  const { id } = await ada.caller.issue.create(ISSUE);
  await bob.caller.watch.remove({ id });
  docket.clock.advance(1000);
  await bob.caller.comment.create({ issue_id: id, body: 'Back again' });
  await ada.caller.comment.create({ issue_id: id, body: 'Good, @bob' });
  expect(await inboxOf(bob)).toEqual(['MAIN-1 mention unread 1']);
});

test('the bin takes no mention away, and what comes out of it is told to whom it names', async () => {
  const { ada, bob, cleo, inboxOf } = await team();
  const first = await ada.caller.issue.create({ ...ISSUE, description: 'As @bob says' });
  expect(await inboxOf(bob)).toHaveLength(1);
  await ada.caller.issue.update({ id: first.id, description: 'As @bob has said' });
  await ada.caller.issue.delete({ id: first.id });
  const second = await ada.caller.issue.create({ ...ISSUE, description: 'As @cleo says' });
  await ada.caller.issue.delete({ id: second.id });
  expect(await inboxOf(cleo)).toEqual([]);
  for (const { id } of [first, second]) await ada.caller.issue.restore({ id });
  expect(await inboxOf(cleo)).toEqual(['MAIN-2 mention unread 1']);
  expect(await bob.caller.watch.get({ id: first.id })).toEqual({ is_watching: true, reason: 'mention' });
  expect((await bob.caller.issue.list({ q: 'mentions:@me' })).total).toBe(1);
  expect(await inboxOf(bob)).toEqual(['MAIN-1 mention unread 1']);
});

test('a text that is mended at once names somebody once, by the event that named them', async () => {
  const { ada, bob, cleo, inboxOf } = await team();
  const { id } = await ada.caller.issue.create(ISSUE);
  const comment = await ada.caller.comment.create({ issue_id: id, body: '@bob plese look' });
  await ada.caller.comment.update({ id: comment.id, body: '@bob please look, @cleo too' });
  expect(await inboxOf(bob)).toEqual(['MAIN-1 mention unread 1']);
  expect(await inboxOf(cleo)).toEqual(['MAIN-1 mention unread 1']);
  const typeFor = async ({ caller }: typeof bob) => (await caller.notification.list({})).items[0]?.event?.type;
  expect([await typeFor(bob), await typeFor(cleo)]).toEqual(['comment.created', 'comment.updated']);
});

test('an inbox makes an admin look at no project of others', async () => {
  const { docket, ada, root, inboxOf } = await team();
  await ada.caller.project.create({ key: 'WEB', name: 'Website' });
  await root.caller.notification.updateSettings({ levels: [{ project: 'WEB', level: 'all' }] });
  const { id } = await ada.caller.issue.create({ ...ISSUE, project: 'WEB' });
  expect(await inboxOf(root)).toHaveLength(1);
  await ada.caller.project.update({ project: 'WEB', visibility: 'private' });
  await ada.caller.comment.create({ issue_id: id, body: 'Between us' });
  expect(await inboxOf(root)).toEqual([]);
  expect((await root.caller.notification.getSettings()).levels).toEqual([]);
  expect(await root.caller.notification.finish({})).toEqual({ count: 0 });
  const looks = await docket.database.read
    .selectFrom('event')
    .select('id')
    .where('type', '=', 'project.looked_into')
    .execute();
  expect(looks).toEqual([]);
});
