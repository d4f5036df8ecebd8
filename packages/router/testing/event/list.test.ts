import { openTestDocket, refusalOf } from '@docket/kit/docket';
import { faultsOf, recording } from '@docket/kit/plans';
import { expect, test } from 'vitest';
import type { SignedInActor } from '../../src/core/actor.ts';
import { EVENT_TYPES } from '../../src/core/event-types.ts';
import { getEvent } from '../../src/features/event/queries/get.ts';
import { listEvents } from '../../src/features/event/queries/list.ts';
import { ListEvents } from '../../src/features/event/schema.ts';
import { readerFor } from '../../src/visibility/handles.ts';
import { SEES_ALL } from '../../src/visibility/sight.ts';

/** Ada, Bob and an admin, and two issues, of which the second is in the bin. */
async function openWithEvents() {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  const root = await docket.createUser('root', 'admin');
  await ada.caller.label.create({ name: 'bug' });
  await ada.caller.issue.create({ title: 'Crash', description: 'on save' });
  await ada.caller.issue.create({ title: 'Binned', description: 'on save' });
  await bob.caller.comment.create({ issue_id: '1', body: 'Me too' });
  await ada.caller.comment.create({ issue_id: '2', body: 'Never mind' });
  await ada.caller.issue.update({ id: '2', title: 'Soon gone' });
  await ada.caller.issue.delete({ id: '2' });
  await root.caller.issue.update({ id: '1', status: 'closed' });
  return { docket, ada, bob, root };
}

type Listed = { items: { type: string; subject: { number: number | null; name: string | null } }[] };

const shortly = ({ items }: Listed) => items.map(({ type, subject: { number, name } }) => [type, number ?? name]);

test('lists what happened to whom, the newest first, without issues in the bin but for their deletion', async () => {
  const { ada, bob } = await openWithEvents();
  const list = await bob.caller.event.list({});
  expect(shortly(list)).toEqual([
    ['issue.updated', 1],
    ['issue.deleted', 2],
    ['comment.created', 1],
    ['issue.created', 1],
    ['label.created', 'bug'],
  ]);
  expect(list).toMatchObject({ total: 5, next_cursor: null });
  const { items } = list;
  expect(items.map(({ subject: { type, name } }) => [type, name])).toEqual([
    ['issue', 'Crash'],
    ['issue', null],
    ['issue', 'Crash'],
    ['issue', 'Crash'],
    ['label', 'bug'],
  ]);
  expect(items[0]).toMatchObject({
    actor: { username: 'root' },
    changes: [
      { field: 'status', from: 'open', to: 'closed' },
      { field: 'closed_reason', from: null, to: 'completed' },
    ],
  });
  for (const event of items) expect(await ada.caller.event.get({ id: event.id })).toEqual(event);
});

test('shows events of accounts to admins, and not to an API token that is not good for that', async () => {
  const { docket, root, bob } = await openWithEvents();
  const all = await root.caller.event.list({ size: 100 });
  const types = all.items.map(({ type }) => type);
  expect(types).toEqual(expect.arrayContaining(['user.created', 'session.started', 'issue.deleted']));
  expect(types.filter((type) => type === 'issue.created')).toHaveLength(1);
  const created = all.items.find(({ type }) => type === 'user.created');
  expect(created?.subject).toMatchObject({ type: 'user', name: 'root' });
  const id = created?.id ?? '';
  expect(await root.caller.event.get({ id })).toEqual(created);
  expect(await refusalOf(bob.caller.event.get({ id }))).toMatchObject({ code: 'event_not_found' });

  const { token } = await root.caller.token.create({ name: 'reader', scopes: ['issues:read'] });
  const reader = docket.caller({ access_token: token });
  expect(await reader.event.list({})).toEqual(await bob.caller.event.list({}));
  expect(await refusalOf(reader.event.get({ id }))).toMatchObject({ code: 'event_not_found' });
  const { token: whole } = await root.caller.token.create({ name: 'auditor', scopes: ['admin'] });
  const { items } = await docket.caller({ access_token: whole }).event.list({ type: ['token.*'] });
  expect(items.map(({ subject }) => subject.name)).toEqual(['auditor', 'reader']);
});

test('takes filters together', async () => {
  const { ada, bob, docket } = await openWithEvents();
  const list = async (input: Parameters<typeof bob.caller.event.list>[0]) =>
    shortly(await bob.caller.event.list({ sort: 'position-asc', ...input }));
  expect(await list({ type: ['issue.*'] })).toEqual([
    ['issue.created', 1],
    ['issue.deleted', 2],
    ['issue.updated', 1],
  ]);
  expect(await list({ type: ['issue.*', 'label.created'], actor: 'ada' })).toEqual([
    ['label.created', 'bug'],
    ['issue.created', 1],
    ['issue.deleted', 2],
  ]);
  expect(await list({ issue: '1', actor: 'me' })).toEqual([['comment.created', 1]]);
  expect(await list({ issue: '1', type: ['issue.*'] })).toEqual([
    ['issue.created', 1],
    ['issue.updated', 1],
  ]);
  expect(await list({ type: ['user.*'] })).toEqual([]);
  expect(await list({ actor: 'nobody' })).toEqual([]);
  expect(await refusalOf(list({ issue: '2' }))).toMatchObject({ code: 'issue_not_found' });
  expect(shortly(await docket.caller({ system: 'nightly' }).event.list({ actor: 'me' }))).toEqual([]);
  expect(await ada.caller.event.list({ issue: '1', type: EVENT_TYPES.slice(0, 20) })).toMatchObject({ total: 3 });
});

test('reads on from the position of a change, in either order', async () => {
  const { docket, bob } = await openWithEvents();
  let cursor = '';
  const told = docket.caller({ user: 'ada' }, { onPosition: (position) => (cursor = position) });
  await told.label.create({ name: 'ui' });
  expect(await bob.caller.event.list({ sort: 'position-asc', cursor })).toMatchObject({ items: [], next_cursor: null });
  await told.label.create({ name: 'api' });
  const since = cursor;
  await told.label.create({ name: 'db' });
  const after = await bob.caller.event.list({ sort: 'position-asc', cursor: since });
  expect(shortly(after)).toEqual([['label.created', 'db']]);
  expect(after.items[0]?.position).toBe(cursor);
  expect(shortly(await bob.caller.event.list({ cursor: since, size: 1 }))).toEqual([['label.created', 'ui']]);

  const read: unknown[] = [];
  for (let next: string | null = `${cursor.split('.')[0]}.0`; next; ) {
    const page: Awaited<ReturnType<typeof bob.caller.event.list>> = await bob.caller.event.list({
      sort: 'position-asc',
      cursor: next,
      size: 1,
    });
    read.push(...page.items);
    next = page.next_cursor;
  }
  expect(read.toReversed()).toEqual((await bob.caller.event.list({})).items);
});

test('refuses a cursor of another log, and says so', async () => {
  const { bob } = await openWithEvents();
  expect(await refusalOf(bob.caller.event.list({ cursor: '0123456789abcdef.1' }))).toMatchObject({
    code: 'validation_failed',
    errors: [{ path: 'cursor', code: 'other_log' }],
  });
});

test('gives up where many events in a row are not seen, and reads on from there', async () => {
  const { docket, bob } = await openWithEvents();
  const at = docket.clock.now.toISOString();
  const event = (id: string) => ({ id, type: 'session.started', subject_id: bob.user.id, data: '{}', created_at: at });
  await docket.database.write(async (db) => {
    for (let part = 0; part < 10; part += 1) {
      const events = Array.from({ length: 250 }, (_, nth) => event(`${part}-${nth}`));
      await db.insertInto('event').values(events).execute();
    }
  });
  const first = await bob.caller.event.list({});
  expect(first).toMatchObject({ items: [], total: 0, total_is_capped: true, next_cursor: expect.any(String) });
  const second = await bob.caller.event.list({ cursor: first.next_cursor ?? '' });
  expect(shortly(second)).toHaveLength(5);
});

test('shows nothing of a project that is not seen, neither in lists nor one by one, and asks an index about it', async () => {
  const { docket, ada, bob } = await openWithEvents();
  const { items: all } = await bob.caller.event.list({});
  const { read, taken } = recording(docket.database);
  const outside = readerFor(read, { ...SEES_ALL, project_ids: new Set(), seen: '[]' });
  const actor: SignedInActor = {
    kind: 'user',
    id: bob.user.id,
    role: 'user',
    session_id: null,
    token_id: null,
    scopes: null,
  };
  const by = { actor, at: docket.clock.now.toISOString() };
  for (const given of [{}, { sort: 'position-asc' }, { type: ['issue.*', 'comment.*', 'label.*'] }, { actor: 'ada' }]) {
    const { items, total } = await listEvents(outside, ListEvents.parse(given), by);
    expect([items.map(({ type }) => type), total]).toEqual([['label.created'], 1]);
  }
  expect(await refusalOf(listEvents(outside, ListEvents.parse({ issue: '1' }), by))).toMatchObject({
    code: 'issue_not_found',
  });
  const [made] = all.splice(-1);
  expect(made).toMatchObject({ type: 'label.created', actor: { id: ada.user.id } });
  expect(await getEvent(outside, made?.id ?? '', by)).toEqual(made);
  for (const { id, type } of all) {
    expect(await refusalOf(getEvent(outside, id, by)), type).toMatchObject({ code: 'event_not_found' });
  }
  const walks = taken().filter(({ sql }) => sql.includes('candidate'));
  expect(walks.length).toBeGreaterThan(4);
  for (const query of walks) expect(await faultsOf(docket.database, query), query.sql).toEqual([]);
});
