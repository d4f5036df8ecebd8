import { refusalOf } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { ISSUE, team } from './team.ts';

test('each is told for one’s own reason, once for an issue, and nobody of one’s own act', async () => {
  const { ada, bob, cleo, dan, root, inboxOf } = await team();
  const { id } = await ada.caller.issue.create({ ...ISSUE, description: 'Ask @cleo, not `@dan`', assignees: ['bob'] });
  await cleo.caller.comment.create({ issue_id: id, body: 'I will' });
  await cleo.caller.comment.create({ issue_id: id, body: 'It is done, @Ada' });
  expect(await inboxOf(ada)).toEqual(['MAIN-1 mention unread 2']);
  expect(await inboxOf(bob)).toEqual(['MAIN-1 assigned unread 3']);
  expect(await inboxOf(cleo)).toEqual(['MAIN-1 mention unread 1']);
  expect(await inboxOf(dan)).toEqual([]);
  expect(await inboxOf(root)).toEqual([]);
  await bob.caller.issue.update({ id, status: 'closed' });
  expect(await inboxOf(cleo)).toEqual(['MAIN-1 mention unread 2']);
  expect(await inboxOf(bob)).toEqual(['MAIN-1 assigned unread 3']);
});

test('what one has read comes again with what happens next, and what is done stays away until then', async () => {
  const { ada, bob, inboxOf } = await team();
  const first = await ada.caller.issue.create(ISSUE);
  const second = await ada.caller.issue.create(ISSUE);
  for (const { id } of [first, second]) await bob.caller.comment.create({ issue_id: id, body: 'Why, @ada?' });
  expect(await inboxOf(ada)).toEqual(['MAIN-2 mention unread 1', 'MAIN-1 mention unread 1']);
  const [, older] = (await ada.caller.notification.list({})).items;
  const marked = await ada.caller.notification.update({ id: String(older?.id), state: 'read' });
  expect(marked).toMatchObject({ state: 'read', issue: { id: first.id }, event: { type: 'comment.created' } });
  expect(await ada.caller.notification.finish({})).toEqual({ count: 2 });
  expect(await inboxOf(ada)).toEqual([]);
  expect(await inboxOf(ada, { state: ['done'] })).toHaveLength(2);
  await bob.caller.comment.create({ issue_id: first.id, body: 'Well' });
  expect(await inboxOf(ada)).toEqual(['MAIN-1 author unread 1']);
});

test('levels: of the issue before that of its project, and that before that of all', async () => {
  const { docket, ada, bob, cleo, dan, root, inboxOf } = await team();
  const tell = ({ caller }: typeof bob, level: 'all' | 'mentions' | 'none') =>
    caller.notification.updateSettings({ levels: [{ project: 'MAIN', level }] });
  await tell(bob, 'all');
  await tell(cleo, 'mentions');
  await tell(dan, 'none');
  await root.caller.notification.updateSettings({ level: 'all' });
  const { id } = await ada.caller.issue.create({ ...ISSUE, description: '@cleo @dan' });
  expect(await inboxOf(bob)).toEqual(['MAIN-1 watching unread 1']);
  expect(await inboxOf(root)).toEqual(['MAIN-1 watching unread 1']);
  expect(await inboxOf(cleo)).toEqual(['MAIN-1 mention unread 1']);
  expect(await inboxOf(dan)).toEqual([]);
  await dan.caller.watch.set({ id });
  await root.caller.watch.remove({ id });
  await ada.caller.issue.update({ id, status: 'in_progress' });
  expect(await inboxOf(bob)).toEqual(['MAIN-1 state_change unread 2']);
  expect(await inboxOf(cleo)).toEqual(['MAIN-1 mention unread 1']);
  expect(await inboxOf(dan)).toEqual(['MAIN-1 state_change unread 1']);
  expect(await inboxOf(root)).toEqual(['MAIN-1 watching unread 1']);
  expect(await docket.caller({ user: 'dan' }).watch.get({ id })).toEqual({ is_watching: true, reason: 'asked' });
  expect(await bob.caller.watch.get({ id })).toEqual({ is_watching: true, reason: 'project' });
  expect(await cleo.caller.watch.get({ id })).toEqual({ is_watching: false, reason: null });
});

test('who stops watching hears nothing, even where named, until a comment of one’s own', async () => {
  const { docket, ada, bob, inboxOf } = await team();
  const { id } = await ada.caller.issue.create(ISSUE);
  await ada.caller.watch.remove({ id });
  await bob.caller.comment.create({ issue_id: id, body: '@ada?' });
  expect(await inboxOf(ada)).toEqual([]);
  docket.clock.advance(1000);
  await ada.caller.comment.create({ issue_id: id, body: 'Here I am' });
  await inboxOf(ada);
  await bob.caller.comment.create({ issue_id: id, body: 'Good' });
  expect(await inboxOf(ada)).toEqual(['MAIN-1 author unread 1']);
});

test('edits tell whom they name or assign, and all who watch only of what matters to them', async () => {
  const { ada, bob, cleo, inboxOf } = await team();
  const { id } = await ada.caller.issue.create(ISSUE);
  expect(await inboxOf(bob)).toEqual([]);
  await bob.caller.watch.set({ id });
  await ada.caller.issue.update({ id, title: 'Another', priority: 'high', labels: [] });
  expect(await inboxOf(bob)).toEqual([]);
  await ada.caller.issue.update({ id, description: 'As @cleo says', assignees: ['bob'] });
  expect(await inboxOf(bob)).toEqual(['MAIN-1 assigned unread 1']);
  expect(await inboxOf(cleo)).toEqual(['MAIN-1 mention unread 1']);
  await ada.caller.issue.update({ id, description: 'As @cleo and @bob say' });
  expect(await inboxOf(cleo)).toEqual(['MAIN-1 mention unread 1']);
  expect(await inboxOf(bob)).toEqual(['MAIN-1 mention unread 2']);
  const watchers = async () => (await ada.caller.watch.list({ id })).items.map(({ username }) => username);
  expect(await watchers()).toEqual(['ada', 'bob', 'cleo']);
  await ada.caller.issue.update({ id, description: 'As nobody says', assignees: [] });
  await inboxOf(cleo);
  expect(await watchers()).toEqual(['ada', 'bob']);
});

test('nothing of a project is told to who does not see it, or not any more', async () => {
  const { ada, bob, cleo, root, inboxOf } = await team();
  await ada.caller.project.create({ key: 'HID', name: 'Hidden', visibility: 'private' });
  await ada.caller.project.addMember({ project: 'HID', user: 'bob' });
  const { id } = await ada.caller.issue.create({ ...ISSUE, project: 'HID', description: '@bob @cleo @root' });
  expect(await inboxOf(cleo)).toEqual([]);
  expect(await inboxOf(root)).toEqual([]); // an admin who is no member looks for oneself
  expect(await inboxOf(bob)).toEqual(['HID-1 mention unread 1']);
  const { items } = await ada.caller.watch.list({ id });
  expect(items.map(({ username }) => username)).toEqual(['ada', 'bob']);
  const [notification] = (await bob.caller.notification.list({})).items;
  await ada.caller.project.removeMember({ project: 'HID', user_id: bob.user.id });
  await ada.caller.comment.create({ issue_id: id, body: 'Between us' });
  expect(await inboxOf(bob)).toEqual([]);
  expect((await ada.caller.watch.list({ id })).items).toHaveLength(1);
  const update = bob.caller.notification.update({ id: String(notification?.id), state: 'done' });
  expect(await refusalOf(update)).toMatchObject({ code: 'notification_not_found', status: 404 });
  await ada.caller.project.addMember({ project: 'HID', user: 'bob' });
  expect(await inboxOf(bob)).toEqual(['HID-1 mention unread 1']);
});

test('what is deleted is told to nobody, and comes back with its issue', async () => {
  const { ada, bob, root, inboxOf } = await team();
  const { id } = await ada.caller.issue.create(ISSUE);
  const comment = await bob.caller.comment.create({ issue_id: id, body: 'Look, @ada' });
  await bob.caller.comment.delete({ id: comment.id });
  expect(await inboxOf(ada)).toEqual(['MAIN-1 author unread 1']);
  const [{ event } = { event: null }] = (await ada.caller.notification.list({})).items;
  expect(event).toMatchObject({ type: 'comment.created', changes: [] });
  await ada.caller.issue.delete({ id });
  expect(await inboxOf(ada)).toEqual([]);
  await ada.caller.issue.restore({ id });
  expect(await inboxOf(ada)).toHaveLength(1);
  await ada.caller.issue.delete({ id });
  await root.caller.issue.purge({ id });
  expect(await inboxOf(ada)).toEqual([]);
});

test('the history of an import is told to nobody', async () => {
  const { docket, ada, inboxOf } = await team();
  const at = docket.clock.now.toISOString();
  await ada.caller.notification.updateSettings({ level: 'all' });
  await docket.caller({ system: 'importer' }).archive.import({
    source: 'github:elsewhere/old',
    labels: [],
    issues: [
      {
        ...{ number: 7, title: 'Old', description: 'For @ada', status: 'open', author: 'eve', assignees: [] },
        ...{ labels: [], created_at: at, updated_at: at, closed_at: null },
        comments: [{ author: 'eve', body: '@ada', created_at: at, updated_at: at }],
        history: [
          { type: 'issue.created', actor: 'eve', actor_name: null, comment: null, changes: [], created_at: at },
          {
            ...{ type: 'issue.updated', actor: 'eve', actor_name: null, comment: null, created_at: at },
            changes: [{ field: 'status', from: 'closed', to: 'open' }],
          },
        ],
      },
    ],
  });
  expect(await inboxOf(ada)).toEqual([]);
  const { items } = await docket.caller({ system: 'importer' }).issue.list({});
  expect(items).toHaveLength(1);
});

test('of several who tell at one time one is the faster: each event is told once', async () => {
  const { docket, ada, bob, inboxOf } = await team();
  const { id } = await ada.caller.issue.create(ISSUE);
  for (const body of ['First', 'Second']) {
    await bob.caller.comment.create({ issue_id: id, body });
    await Promise.all([1, 2, 3].map(() => docket.notifier.tellAll()));
  }
  expect(await inboxOf(ada)).toEqual(['MAIN-1 author unread 2']);
});
