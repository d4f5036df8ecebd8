import { text } from 'node:stream/consumers';
import { openTestDocket, type TestDocket } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { SCHEMA, type SyncedChange, type SyncMessage } from '../../src/features/sync/schema.ts';

const TEXTS = { title: 'Crash', description: 'on save' };

type Caller = ReturnType<TestDocket['caller']>;
type Projects = { projects?: string[] };

/** The lines of a bootstrap: the first one, the rows by what they are, and the last one. */
async function bootstrap(caller: Caller, input: Parameters<Caller['sync']['bootstrap']>[0] = {}) {
  const { content } = await caller.sync.bootstrap(input);
  const [first, ...rest] = (await text(content)).split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));
  const end = rest.pop();
  return { cursor: String(first.cursor), first, end, rows: rest as { type: string; id: string }[] };
}

/** What changed since then, and what a stream tells of it. */
async function changes(caller: Caller, cursor: string, input: Projects = {}) {
  const { more, reset, changes: changed } = await caller.sync.changes({ cursor, ...input });
  expect([more, reset]).toEqual([false, false]);
  return byType(changed);
}

async function streamed(caller: Caller, cursor: string, input: Projects = {}) {
  const messages: Pick<SyncMessage, 'reset' | 'changes'>[] = [];
  for await (const { data } of await caller.sync.stream({ cursor, follow: false, ...input })) messages.push(data);
  return messages.map(({ reset, changes: changed }) => ({ reset, ...byType(changed) }));
}

function byType(changed: SyncedChange[]) {
  const rows = <Type extends SyncedChange['type']>(type: Type) =>
    changed.flatMap((one) => {
      if ('deleted' in one || one.type !== type) return [];
      return { ...one.value, id: one.id } as Extract<SyncedChange, { type: Type; value: unknown }>['value'];
    });
  return {
    projects: rows('project'),
    users: rows('user'),
    labels: rows('label'),
    milestones: rows('milestone'),
    issues: rows('issue'),
    gone: changed.flatMap((one) => ('deleted' in one ? { type: one.type, id: one.id } : [])),
  };
}

const NOTHING = { projects: [], users: [], labels: [], milestones: [], issues: [], gone: [] };

test('a bootstrap has all rows as of one position, and those that were touched since follow', async () => {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  const script = docket.caller({ system: 'test' });
  const label = await script.label.create({ name: 'bug' });
  await script.milestone.create({ title: '1.0' });
  await ada.caller.issue.create({ ...TEXTS, labels: ['bug'], assignees: ['bob'], milestone: '1.0' });
  const { first, rows, end, cursor } = await bootstrap(bob.caller);
  expect(first).toMatchObject({ protocol: 1, schema: SCHEMA });
  expect(Object.groupBy(rows, ({ type }) => type)).toMatchObject({
    project: [{ key: 'MAIN', my_role: null }],
    user: [{ username: 'ada' }, { username: 'bob' }],
    label: [{ name: 'bug', project_id: null }],
    milestone: [{ title: '1.0', state: 'open' }],
    issue: [{ number: 1, title: 'Crash', author_id: ada.user.id, assignee_ids: [bob.user.id], comment_count: 0 }],
  });
  expect(end).toEqual({ end: true, rows: rows.length });
  expect(JSON.stringify(rows)).not.toContain('on save');
  expect(await changes(bob.caller, cursor)).toEqual(NOTHING);

  await ada.caller.issue.update({ id: '1', title: 'Crash!' });
  await ada.caller.comment.create({ issue_id: '1', body: 'It does' });
  await script.label.update({ id: label.id, color: '#000000' });
  const since = await changes(bob.caller, cursor);
  expect(since).toMatchObject({
    ...NOTHING,
    issues: [{ number: 1, title: 'Crash!', comment_count: 1, version: 2 }],
    labels: [{ color: '#000000' }],
  });
  const anew = (await bootstrap(bob.caller)).rows;
  expect(anew).toContainEqual({ type: 'issue', ...since.issues[0] });
  expect(anew).toContainEqual({ type: 'label', ...since.labels[0] });
  const told = await streamed(bob.caller, cursor);
  // Each event tells of what it touched as it is now, so that nothing is missed by who is cut off after it.
  expect(told.flatMap(({ issues }) => issues)).toEqual([...since.issues, ...since.issues]);
  expect(told.flatMap(({ labels }) => labels)).toEqual(since.labels);
});

test('issues that are closed and rest since a time are left out on request', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  for (const title of ['rests', 'open', 'closed later']) await caller.issue.create({ ...TEXTS, title });
  await caller.issue.update({ id: '1', status: 'closed' });
  docket.clock.now = new Date(docket.clock.now.getTime() + 60_000);
  const since = docket.clock.now.toISOString();
  await caller.issue.update({ id: '3', status: 'closed' });
  const numbers = async (input: object) =>
    (await bootstrap(caller, input)).rows.flatMap((row) => ('number' in row ? row.number : []));
  expect([await numbers({}), await numbers({ since })]).toEqual([
    [1, 2, 3],
    [2, 3],
  ]);
});

test('what is deleted, moved away or purged is gone, for those who saw it', async () => {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  await ada.caller.project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
  await ada.caller.project.create({ key: 'WEB', name: 'Website' });
  const [deleted, moved, elsewhere] = [
    await ada.caller.issue.create(TEXTS),
    await ada.caller.issue.create(TEXTS),
    await ada.caller.issue.create(TEXTS),
  ];
  const secret = await ada.caller.issue.create({ ...TEXTS, project: 'SEC' });
  const label = await ada.caller.label.create({ name: 'bug', project: 'WEB' });
  const hidden = await ada.caller.label.create({ name: 'hidden', project: 'SEC' });
  const milestone = await ada.caller.milestone.create({ title: '1.0', project: 'WEB' });
  const [all, main] = [await bootstrap(bob.caller), await bootstrap(bob.caller, { projects: ['MAIN'] })];
  await ada.caller.issue.delete({ id: deleted.id });
  await ada.caller.issue.update({ id: moved.id, project: 'SEC' });
  await ada.caller.issue.update({ id: moved.id, title: 'Nobody hears of it' });
  await ada.caller.issue.update({ id: elsewhere.id, project: 'WEB' });
  await ada.caller.issue.update({ id: secret.id, title: 'Nobody hears of it' });
  await ada.caller.issue.delete({ id: secret.id });
  await ada.caller.label.delete({ id: label.id });
  await ada.caller.label.delete({ id: hidden.id });
  await ada.caller.milestone.delete({ id: milestone.id });
  expect(await changes(bob.caller, all.cursor)).toMatchObject({
    ...NOTHING,
    issues: [{ id: elsewhere.id, number: 1 }],
    gone: [
      { type: 'issue', id: deleted.id },
      { type: 'issue', id: moved.id },
      { type: 'label', id: label.id },
      { type: 'milestone', id: milestone.id },
    ],
  });
  expect((await changes(bob.caller, main.cursor, { projects: ['main'] })).gone).toEqual([
    { type: 'issue', id: deleted.id },
    { type: 'issue', id: moved.id },
    { type: 'issue', id: elsewhere.id },
  ]);
  const told = (await streamed(bob.caller, all.cursor)).flatMap(({ gone }) => gone.map(({ id }) => id));
  expect(new Set(told)).toEqual(new Set([deleted, moved, label, milestone].map(({ id }) => id)));
});

test('a project goes with the right to see it, and nobody else hears of that', async () => {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  const carol = await docket.createUser('carol');
  const project = await ada.caller.project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
  await ada.caller.project.addMember({ project: 'SEC', user: 'bob' });
  const gone = [{ type: 'project', id: project.id }];
  const [own, theirs] = [(await bootstrap(bob.caller)).cursor, (await bootstrap(carol.caller)).cursor];
  await ada.caller.project.removeMember({ project: 'SEC', user_id: bob.user.id });
  await ada.caller.project.update({ project: 'SEC', name: 'Hidden' });
  expect(await changes(bob.caller, own)).toEqual({ ...NOTHING, gone });
  expect(await changes(carol.caller, theirs)).toEqual(NOTHING);
  expect(await streamed(carol.caller, theirs)).toEqual([]);

  const { cursor } = await bootstrap(carol.caller);
  await ada.caller.project.update({ project: 'SEC', visibility: 'internal' });
  expect((await changes(carol.caller, cursor)).projects).toMatchObject([{ id: project.id, my_role: null }]);
  await ada.caller.project.addMember({ project: 'SEC', user: 'carol' });
  expect((await changes(carol.caller, cursor)).projects).toMatchObject([{ id: project.id, my_role: 'member' }]);
  await ada.caller.project.update({ project: 'SEC', visibility: 'private' });
  // It was out of sight, and nobody knows for whom nothing of it was told meanwhile.
  expect(await changes(carol.caller, cursor)).toMatchObject({ gone, projects: [{ id: project.id }] });
  expect(await changes(bob.caller, own)).toEqual({ ...NOTHING, gone });
  await ada.caller.project.delete({ project: 'SEC' });
  expect(await changes(carol.caller, cursor)).toEqual({ ...NOTHING, gone });
  const other = await ada.caller.project.create({ key: 'ABC', name: 'Internal' });
  const after = (await bootstrap(carol.caller)).cursor;
  await ada.caller.project.delete({ project: other.id });
  const told = await streamed(carol.caller, after, { projects: [other.id] });
  expect(told).toMatchObject([{ gone: [{ type: 'project', id: other.id }] }]);
});

test('a private project that is deleted is gone for its members alone', async () => {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  const { id } = await ada.caller.project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
  const { cursor } = await bootstrap(ada.caller);
  await ada.caller.project.delete({ project: id });
  expect((await changes(ada.caller, cursor)).gone).toEqual([{ type: 'project', id }]);
  expect(await changes(bob.caller, cursor)).toEqual(NOTHING);
  expect(await changes(bob.caller, cursor, { projects: [id] })).toEqual(NOTHING);
});

test('an admin who syncs everything looks into no private project of others, and into one that is named', async () => {
  const docket = await openTestDocket();
  const [ada, root] = [await docket.createUser('ada'), await docket.createUser('root', 'admin')];
  const { id } = await ada.caller.project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
  const looks = async () => (await ada.caller.event.list({ type: ['project.looked_into'] })).items.length;
  const { first, cursor } = await bootstrap(root.caller);
  expect(first.projects).not.toContain(id);
  expect([await changes(root.caller, cursor, { projects: ['MAIN'] }), await looks()]).toEqual([NOTHING, 0]);
  await ada.caller.issue.create({ ...TEXTS, project: 'SEC' });
  expect((await changes(root.caller, cursor, { projects: [id] })).issues).toMatchObject([{ project_id: id }]);
  expect(await looks()).toBe(1);
  expect((await bootstrap(root.caller, { projects: [id] })).first.projects).toEqual([id]);
  expect(await looks()).toBe(1);
});

test('users are told of what everybody may see of them, and to tokens that may read them', async () => {
  const docket = await openTestDocket({ SHOW_EMAILS: 'false' });
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  const { token } = await ada.caller.token.create({ name: 'reader', scopes: ['issues:read'] });
  const narrow = docket.caller({ access_token: token });
  const { cursor, rows } = await bootstrap(ada.caller);
  expect(JSON.stringify(rows)).not.toContain('bob@example.org');
  await bob.caller.user.update({ id: 'me', bio: 'Seen by who looks at the account' });
  expect(await changes(ada.caller, cursor)).toEqual(NOTHING);
  await bob.caller.user.update({ id: 'me', first_name: 'Robert' });
  expect((await changes(ada.caller, cursor)).users).toMatchObject([{ id: bob.user.id, full_name: 'Robert' }]);
  await docket.caller({ system: 'test' }).user.delete({ id: bob.user.id });
  expect((await changes(ada.caller, cursor)).users).toMatchObject([{ id: bob.user.id, is_deleted: true }]);
  expect(await changes(narrow, cursor)).toEqual(NOTHING);
  expect((await bootstrap(narrow)).rows.map(({ type }) => type)).not.toContain('user');
});

test('what cannot be told resets: another log, other rows, too far behind, another role', async () => {
  const docket = await openTestDocket();
  const [ada, script] = [await docket.createUser('ada'), docket.caller({ system: 'test' })];
  const { cursor } = await bootstrap(ada.caller);
  const resets = async (input: { cursor: string; schema?: number }) => (await ada.caller.sync.changes(input)).reset;
  expect(await resets({ cursor, schema: SCHEMA })).toBe(false);
  expect(await resets({ cursor, schema: SCHEMA + 1 })).toBe(true);
  expect(await resets({ cursor: `0123456789abcdef.${cursor.split('.')[1]}` })).toBe(true);
  await script.user.update({ id: ada.user.id, role: 'admin' });
  const admin = docket.caller({ user: 'ada' });
  const answer = await admin.sync.changes({ cursor });
  expect(answer).toMatchObject({ reset: true, changes: [] });
  expect(await streamed(admin, cursor)).toMatchObject([{ reset: true }]);
  expect((await admin.sync.changes({ cursor: answer.cursor })).reset).toBe(false);
});

test('changes come in parts', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  let { cursor } = await bootstrap(caller);
  for (let at = 0; at < 5; at += 1) await caller.label.create({ name: `label ${at}` });
  const parts: string[][] = [];
  for (let more = true; more; ) {
    const part = await caller.sync.changes({ cursor, limit: 2 });
    parts.push(byType(part.changes).labels.map(({ name }) => name));
    ({ cursor, more } = part);
  }
  expect(parts).toEqual([['label 0', 'label 1'], ['label 2', 'label 3'], ['label 4']]);
});
