// Runs on sqlite: it tests what lies above the database.

import { expect, test, vi } from 'vitest';
import { isDocketError } from '../../src/index.ts';
import { memoryStorage } from '../../src/live/index.ts';
import { openBrowser, shows, TEXTS } from './pages.ts';

test('a copy begins with all rows, and follows what others do', async () => {
  const { ada, bob, openPage } = await openBrowser();
  const label = await ada.caller.label.create({ name: 'bug' });
  const issue = await ada.caller.issue.create({ ...TEXTS, labels: ['bug'], assignees: ['bob'] });
  const live = await openPage();
  await live.ready;
  expect(live.issue.get(issue.id)).toMatchObject({ title: 'Crash on save', label_ids: [label.id] });
  expect(live.issue.where('label_ids', label.id).map(({ id }) => id)).toEqual([issue.id]);
  expect(live.issue.where('assignee_ids', bob.user.id)).toHaveLength(1);
  expect(live.user.all().map(({ username }) => username)).toContain('bob');

  const all = live.issue.all();
  expect(live.issue.all()).toBe(all);
  const changed: string[] = [];
  live.issue.subscribe((ids) => void changed.push(...ids));
  await ada.caller.issue.update({ id: issue.id, labels: [], status: 'closed' });
  await shows(live, () => live.issue.get(issue.id)?.status === 'closed');
  expect([changed, live.issue.where('label_ids', label.id)]).toEqual([[issue.id], []]);
  expect(live.issue.all()).not.toBe(all);
  await ada.caller.issue.delete({ id: issue.id });
  await shows(live, () => live.issue.get(issue.id) === undefined);
  expect(live.issue.where('assignee_ids', bob.user.id)).toEqual([]);
});

test('a project that one gets to see comes whole, and goes with the right', async () => {
  const { ada, bob, openPage } = await openBrowser();
  const live = await openPage({ token: bob.access_token });
  await live.ready;
  await ada.caller.project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
  for (const title of ['first', 'second']) await ada.caller.issue.create({ ...TEXTS, title, project: 'SEC' });
  await ada.caller.project.addMember({ project: 'SEC', user: 'bob' });
  await shows(live, () => live.issue.all().length === 2);
  await ada.caller.project.removeMember({ project: 'SEC', user_id: bob.user.id });
  await shows(live, () => live.issue.all().length === 0);
  expect(live.project.all().map(({ key }) => key)).toEqual(['MAIN']);
});

test('projects are named by key, and gone when they are deleted', async () => {
  const { ada, openPage } = await openBrowser();
  const { id } = await ada.caller.project.create({ key: 'WEB', name: 'Website' });
  await ada.caller.issue.create(TEXTS);
  const live = await openPage({ projects: ['web', 'LATER'] });
  await live.ready;
  expect([live.project.all().map(({ key }) => key), live.issue.all()]).toEqual([['WEB'], []]);
  await ada.caller.project.update({ project: id, name: 'Website and shop' });
  await shows(live, () => live.project.get(id)?.name === 'Website and shop');
  await ada.caller.project.delete({ project: id });
  await shows(live, () => live.project.all().length === 0);
});

test('an edit shows at once, and goes through the answer to the row of the server', async () => {
  const { ada, openPage } = await openBrowser();
  const issue = await ada.caller.issue.create(TEXTS);
  const live = await openPage();
  await live.ready;
  const seen: unknown[] = [];
  live.issue.subscribe(() => void seen.push(live.issue.get(issue.id)?.title));
  const { done } = live.mutate('issue.update', { id: issue.id, title: 'Crash!', status: 'closed' });
  expect(live.issue.get(issue.id)).toMatchObject({ title: 'Crash!', status: 'closed', version: 1 });
  expect(live.pending).toHaveLength(1);
  expect(await done).toMatchObject({ title: 'Crash!', version: 2 });
  await vi.waitFor(() => expect(live.pending).toEqual([]));
  expect(live.issue.get(issue.id)).toMatchObject({ title: 'Crash!', version: 2 });
  expect(new Set(seen)).toEqual(new Set(['Crash!'])); // it never went back
});

test('a new issue has its id at once, and edits of it are sent after it', async () => {
  const { ada, openPage } = await openBrowser();
  await ada.caller.label.create({ name: 'bug' });
  const live = await openPage();
  await live.ready;
  const made = live.mutate('issue.create', { ...TEXTS, labels: ['BUG'], assignees: ['me'] });
  const [row] = live.issue.all();
  expect(row).toMatchObject({ title: 'Crash on save', assignee_ids: [ada.user.id], number: 0, author_id: ada.user.id });
  expect(row?.label_ids).toHaveLength(1);
  const edited = live.mutate('issue.update', { id: String(row?.id), title: 'Edited' });
  const again = live.mutate('issue.update', { id: String(row?.id), title: 'Edited again' });
  expect(await Promise.all([made.done, edited.done, again.done])).toMatchObject([{ number: 1 }, {}, { version: 3 }]);
  await vi.waitFor(() => expect(live.pending).toEqual([]));
  expect(live.issue.get(String(row?.id))).toMatchObject({ title: 'Edited again', number: 1, version: 3 });
});

test('an edit merges with those of others, and is taken back where they changed the same field', async () => {
  const { ada, openPage, goOffline, goOnline } = await openBrowser();
  const issue = await ada.caller.issue.create(TEXTS);
  const refused: string[] = [];
  const live = await openPage({ onRefused: ({ path }) => void refused.push(path) });
  await live.ready;
  goOffline();
  const merged = live.mutate('issue.update', { id: issue.id, priority: 'high' });
  await ada.caller.issue.update({ id: issue.id, title: 'Theirs' });
  goOnline();
  live.retry();
  expect(await merged.done).toMatchObject({ title: 'Theirs', priority: 'high' });
  await shows(live, () => live.issue.get(issue.id)?.version === 3);

  goOffline();
  const lost = live.mutate('issue.update', { id: issue.id, title: 'Mine' });
  expect(live.issue.get(issue.id)?.title).toBe('Mine');
  await ada.caller.issue.update({ id: issue.id, title: 'Theirs again' });
  goOnline();
  live.retry();
  const error = await lost.done.catch((reason: unknown) => reason);
  expect(isDocketError(error) && error.data).toMatchObject({
    code: 'precondition_failed',
    conflicts: [{ field: 'title' }],
  });
  await shows(live, () => live.issue.get(issue.id)?.title === 'Theirs again');
  expect([live.pending, refused]).toEqual([[], ['issue.update']]);
});

test('what is changed without a network outlives the page, and is done once', async () => {
  const { ada, openPage, goOffline, goOnline } = await openBrowser();
  const issue = await ada.caller.issue.create(TEXTS);
  const first = await openPage();
  await first.ready;
  goOffline();
  first.mutate('issue.update', { id: issue.id, title: 'Written offline' });
  first.mutate('comment.create', { issue_id: issue.id, body: 'Offline, too' });
  await vi.waitFor(() => expect(first.pending).toHaveLength(2));
  first.close();

  const second = await openPage();
  await second.ready; // without a network
  expect(second.issue.get(issue.id)?.title).toBe('Written offline');
  expect(second.pending.map(({ path }) => path)).toEqual(['issue.update', 'comment.create']);
  goOnline();
  second.retry();
  await vi.waitFor(() => expect(second.pending).toEqual([]), 60_000);
  expect((await ada.caller.comment.list({ issue_id: issue.id })).items).toHaveLength(1);
  expect((await ada.caller.issue.get({ id: issue.id })).title).toBe('Written offline');
});

test('pages share a stream and what they change, and one takes over when another is closed', async () => {
  const { ada, openPage, requests } = await openBrowser();
  const issue = await ada.caller.issue.create(TEXTS);
  const streams = () => requests.filter((path) => path === '/trpc/sync.stream').length;
  const [first, second] = [await openPage(), await openPage()];
  await Promise.all([first.ready, second.ready]);
  const { done } = second.mutate('issue.update', { id: issue.id, title: 'From the second' });
  expect(await done).toMatchObject({ version: 2 });
  await shows(first, () => first.issue.get(issue.id)?.version === 2);
  await shows(second, () => second.issue.get(issue.id)?.version === 2);
  await vi.waitFor(() => expect([first.pending, second.pending]).toEqual([[], []]));
  await ada.caller.issue.update({ id: issue.id, title: 'From elsewhere' });
  await shows(second, () => second.issue.get(issue.id)?.title === 'From elsewhere');
  expect(streams()).toBe(1);

  first.close();
  await ada.caller.issue.update({ id: issue.id, title: 'After it was closed' });
  await shows(second, () => second.issue.get(issue.id)?.title === 'After it was closed');
  await vi.waitFor(() => expect(streams()).toBe(2));
});

test('what is kept of somebody else is neither shown nor sent', async () => {
  const { ada, bob, openPage, goOffline, goOnline } = await openBrowser();
  const issue = await ada.caller.issue.create(TEXTS);
  await ada.caller.project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
  const hers = await openPage();
  await hers.ready;
  goOffline();
  hers.mutate('issue.update', { id: issue.id, title: 'By Ada' });
  await vi.waitFor(() => expect(hers.pending).toHaveLength(1));
  hers.close();
  goOnline();
  const his = await openPage({ token: bob.access_token });
  await vi.waitFor(() => expect(his.project.all().map(({ key }) => key)).toEqual(['MAIN']));
  expect([his.pending, his.issue.get(issue.id)?.title]).toEqual([[], 'Crash on save']);
});

test('a session that is over stops it, until somebody logs in', async () => {
  const { ada, docket, openPage } = await openBrowser();
  const { token, id } = await ada.caller.token.create({ name: 'page', scopes: ['issues:write', 'users:read'] });
  const live = await openPage({ token, storage: memoryStorage() });
  await live.ready;
  await ada.caller.token.revoke({ id });
  await vi.waitFor(() => expect(live.isSignedOut).toBe(true));
  await docket.caller({ user: 'ada' }).issue.create(TEXTS);
  expect(live.issue.all()).toEqual([]);
  await live.clear();
  expect(live.project.all()).toEqual([]);
});

test('a storage that fails is given up, and the page goes on', async () => {
  const { ada, openPage } = await openBrowser();
  const fails = () => Promise.reject(new Error('full'));
  const storage = { ...memoryStorage(), isShared: false, load: fails, save: fails, replace: fails, keep: fails };
  const live = await openPage({ storage });
  await live.ready;
  const { done } = live.mutate('issue.create', TEXTS);
  expect(await done).toMatchObject({ number: 1 });
  await ada.caller.issue.update({ id: '1', title: 'Edited' });
  await shows(live, () => live.issue.all().some(({ title }) => title === 'Edited'));
});
