import { openTestDocket, refusalOf, type TestDocket } from '@docket/kit/docket';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Stream } from '../../src/core/stream.ts';
import type { LogEvent } from '../../src/features/event/schema.ts';

type Events = Stream<LogEvent>;

const TEXTS = { title: 'Crash', description: 'on save' };

/** The next messages, so many. */
async function take(stream: Events, count: number): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  while (events.length < count) {
    const { value, done } = await stream.next();
    if (done) throw new Error(`ended after ${events.length} of ${count}`);
    expect(value.id).toBe(value.data.position);
    events.push(value.data);
  }
  return events;
}

async function all(stream: Events): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  for await (const { data } of stream) events.push(data);
  return events;
}

const reasonOf = (error: Error & { reason?: string }) => error.reason ?? error.name;

const endOf = (stream: Events) => all(stream).then(() => 'over', reasonOf);

async function follow(caller: TestDocketCaller, input: Parameters<TestDocketCaller['event']['stream']>[0] = {}) {
  const stream = await caller.event.stream(input);
  onTestFinished(async () => void (await stream.return?.()));
  return stream;
}

type TestDocketCaller = ReturnType<TestDocket['caller']>;

/** The events that `GET /events` has after a cursor, the oldest first. */
async function listed(caller: TestDocketCaller, cursor: string, filter: object = {}): Promise<LogEvent[]> {
  return (await caller.event.list({ ...filter, cursor, sort: 'position-asc', size: 100 })).items;
}

test('tells what happens from now on, as the list of events has it', async () => {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  await ada.caller.issue.create(TEXTS);
  const stream = await follow(bob.caller);
  const { cursor } = stream;
  await ada.caller.issue.update({ id: '1', title: 'Crash!', status: 'closed' });
  await ada.caller.comment.create({ issue_id: '1', body: 'It does' });
  await ada.caller.label.create({ name: 'bug' });
  await docket.createUser('carol'); // an account, which is not for Bob
  await ada.caller.issue.delete({ id: '1' });
  const events = await take(stream, 2);
  expect(events.map(({ type }) => type)).toEqual(['label.created', 'issue.deleted']); // the bin hides the others
  expect(events).toEqual(await listed(bob.caller, cursor));
  expect(await all(await bob.caller.event.stream({ cursor, follow: false }))).toEqual(events);
});

test('tells only what is asked for', async () => {
  const docket = await openTestDocket();
  const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
  await ada.caller.project.create({ key: 'WEB', name: 'Website' });
  await ada.caller.issue.create(TEXTS);
  const { cursor } = await follow(ada.caller);
  await ada.caller.issue.create({ ...TEXTS, project: 'WEB' });
  await bob.caller.comment.create({ issue_id: '1', body: 'It does' });
  await bob.caller.comment.create({ issue_id: 'WEB-1', body: 'It does' });
  await ada.caller.issue.update({ id: '1', priority: 'low' });
  await ada.caller.label.create({ name: 'bug' });
  const filters = [
    { issue: '1' },
    { project: ['WEB'] },
    { project: ['web', 'MAIN'], actor: 'bob' },
    { type: ['issue.*', 'label.created'] },
    { type: ['issue.updated'], actor: 'me', issue: '1' },
    { actor: 'nobody[bot]' },
    { project: ['NONE'] },
    { type: ['user.*'] },
  ] as const;
  for (const filter of filters.map(
    (one) => structuredClone(one) as Parameters<TestDocketCaller['event']['stream']>[0],
  )) {
    const events = await all(await ada.caller.event.stream({ ...filter, cursor, follow: false }));
    expect([filter, events]).toEqual([filter, await listed(ada.caller, cursor, filter as object)]);
  }
  expect(await refusalOf(ada.caller.event.stream({ issue: '99' }))).toMatchObject({ code: 'issue_not_found' });
});

test('goes on from any position, over more events than are read at once', async () => {
  const docket = await openTestDocket();
  const ada = await docket.createUser('ada');
  const { cursor } = await follow(ada.caller);
  for (let at = 0; at < 230; at += 1) await ada.caller.label.create({ name: `label ${at}` });
  const whole = await all(await ada.caller.event.stream({ cursor, follow: false }));
  expect(whole.map(({ subject }) => subject.name)).toEqual(Array.from({ length: 230 }, (_, at) => `label ${at}`));
  for (const at of [0, 99, 100, 228, 229]) {
    const rest = await all(await ada.caller.event.stream({ cursor: String(whole[at]?.position), follow: false }));
    expect(rest).toEqual(whole.slice(at + 1));
  }
  const [log_id] = cursor.split('.');
  expect(await all(await ada.caller.event.stream({ cursor: `${log_id}.999999`, follow: false }))).toEqual([]);
  const other = await refusalOf(ada.caller.event.stream({ cursor: '0123456789abcdef.1' }));
  expect(other).toMatchObject({ code: 'validation_failed', errors: [{ path: 'cursor', code: 'other_log' }] });
});

test('a reader that leaves is forgotten, also while it waits', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  await caller.label.create({ name: 'bug' });
  const stream = await caller.event.stream({});
  const waiting = stream.next();
  await stream.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(await stream.next()).toEqual({ done: true, value: undefined });
  for await (const _ of await caller.event.stream({ cursor: stream.cursor.replace(/\d+$/, '0') })) break;
  expect(docket.load().feed.followers).toBe(0);
});

describe('what somebody may see is asked again before each message', () => {
  test('a member who is taken out of a private project hears no more of it', async () => {
    const docket = await openTestDocket();
    const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
    await ada.caller.project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
    await ada.caller.project.addMember({ project: 'SEC', user: 'bob' });
    const stream = await follow(bob.caller);
    await ada.caller.issue.create({ ...TEXTS, project: 'SEC' });
    expect(await take(stream, 1)).toMatchObject([{ type: 'issue.created', subject: { key: 'SEC-1' } }]);
    await ada.caller.issue.update({ id: 'SEC-1', title: 'Too late' });
    await ada.caller.project.removeMember({ project: 'SEC', user_id: bob.user.id });
    await ada.caller.issue.update({ id: 'SEC-1', title: 'Hidden' });
    await ada.caller.label.create({ name: 'seen by all' });
    expect(await take(stream, 1)).toMatchObject([{ type: 'label.created' }]);
  });

  test('an issue that is moved out of sight is not told of by who is slow to read', async () => {
    const docket = await openTestDocket();
    const [ada, bob] = [await docket.createUser('ada'), await docket.createUser('bob')];
    await ada.caller.project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
    const stream = await follow(bob.caller);
    for (const title of ['one', 'two', 'three']) await ada.caller.issue.create({ ...TEXTS, title });
    expect(await take(stream, 1)).toMatchObject([{ subject: { name: 'one' } }]);
    await ada.caller.issue.update({ id: '2', project: 'SEC' });
    await ada.caller.label.create({ name: 'bug' });
    await new Promise((resolve) => setTimeout(resolve, 600)); // a slow reader, who has the rest selected
    expect(await take(stream, 2)).toMatchObject([{ subject: { name: 'three' } }, { type: 'label.created' }]);
  });

  test('an admin who hears of a private project has looked into it, once', async () => {
    const docket = await openTestDocket();
    const [ada, root] = [await docket.createUser('ada'), await docket.createUser('root', 'admin')];
    await ada.caller.project.create({ key: 'SEC', name: 'Secret', visibility: 'private' });
    const looks = async () => (await ada.caller.event.list({ type: ['project.looked_into'] })).items.length;
    const stream = await follow(root.caller, { project: ['SEC'] });
    const before = await looks();
    await ada.caller.issue.create({ ...TEXTS, project: 'SEC' });
    await ada.caller.issue.create({ ...TEXTS, project: 'SEC' });
    await take(stream, 2);
    expect([before, await looks()]).toEqual([0, 1]);
  });

  test('only admins hear of accounts, and addresses are hidden where the setting says so', async () => {
    const docket = await openTestDocket({ SHOW_EMAILS: 'false' });
    const [ada, root] = [await docket.createUser('ada'), await docket.createUser('root', 'admin')];
    const [own, theirs] = [await follow(ada.caller), await follow(root.caller)];
    const carol = await docket.createUser('carol');
    await carol.caller.label.create({ name: 'bug' });
    const [label] = await take(own, 1);
    const told = await take(theirs, 3);
    expect(told.map(({ type }) => type)).toEqual(['user.created', 'session.started', 'label.created']);
    expect(told[2]?.actor).toMatchObject({ full_name: 'carol@example.org' });
    expect(label?.actor).toMatchObject({ username: 'carol', full_name: 'carol' });
  });
});

describe('a stream ends with the credentials of its reader', () => {
  test.each([
    ['a logout', 'unauthenticated', (ada) => ada.caller.auth.logout()],
    ['a logout everywhere', 'unauthenticated', (ada) => ada.caller.auth.logoutAll()],
    ['a deactivation', 'inactive_user', (ada, script) => script.user.update({ id: ada.user.id, is_active: false })],
    ['a deletion', 'unauthenticated', (ada, script) => script.user.delete({ id: ada.user.id })],
    ['another role', 'unauthenticated', (ada, script) => script.user.update({ id: ada.user.id, role: 'admin' })],
  ] as [
    string,
    string,
    (ada: Awaited<ReturnType<TestDocket['createUser']>>, script: TestDocketCaller) => Promise<unknown>,
  ][])('at %s', async (_, end, change) => {
    const docket = await openTestDocket();
    const ada = await docket.createUser('ada');
    const [waiting, other] = [endOf(await follow(ada.caller)), await follow((await docket.createUser('bob')).caller)];
    await change(ada, docket.caller({ system: 'test' }));
    expect(await waiting).toBe(end);
    await docket.caller({ system: 'test' }).label.create({ name: 'for others' });
    expect(await take(other, 1)).toMatchObject([{ type: 'label.created' }]);
  });

  test('at the revocation of an API token', async () => {
    const docket = await openTestDocket();
    const ada = await docket.createUser('ada');
    const { token, id } = await ada.caller.token.create({ name: 'watcher', scopes: ['issues:read'] });
    const [revoked, own] = [endOf(await follow(docket.caller({ access_token: token }))), await follow(ada.caller)];
    await ada.caller.token.revoke({ id });
    expect(await revoked).toBe('unauthenticated');
    await ada.caller.label.create({ name: 'bug' });
    expect(await take(own, 1)).toMatchObject([{ type: 'label.created' }]);
  });

  test('when its token expires, so that its reader comes back with the next one', async () => {
    const docket = await openTestDocket();
    const ada = await docket.createUser('ada');
    const { expires_at } = await follow(ada.caller);
    docket.clock.now = new Date(Date.parse(String(expires_at)) - 100);
    const stream = await follow(ada.caller);
    expect(await endOf(stream)).toBe('AbortError');
  });

  test('and what was revoked while it was opened ends it too, or refuses it', async () => {
    const docket = await openTestDocket();
    const ada = await docket.createUser('ada');
    const opened = ada.caller.event.stream({});
    const end = opened.then(endOf, reasonOf);
    await ada.caller.auth.logout();
    expect(await end).toBe('unauthenticated');
  });

  test('and all end when the Docket is closed', async () => {
    const docket = await openTestDocket();
    const { caller } = await docket.createUser('ada');
    const ends = [await caller.event.stream({}), await docket.caller({ system: 'test' }).event.stream({})].map(endOf);
    await docket.close();
    expect(await Promise.all(ends)).toEqual(['AbortError', 'AbortError']);
  });
});
