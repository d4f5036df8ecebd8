import { openTestDocket, refusalOf, TEST_PASSWORD } from '@docket/kit/docket';
import { expect, test } from 'vitest';
import { archive, issueNumber, JULY, JUNE, openWithAdmin } from './archives.ts';

const comment = { author: 'davidben', body: 'I agree.', created_at: JULY, updated_at: JULY };

test('keeps number, authors, dates, labels, assignees, state and comments', async () => {
  const { admin } = await openWithAdmin();
  const imported = issueNumber(7, {
    status: 'closed',
    labels: ['editorial', 'bug'],
    assignees: ['martin'],
    comments: [comment],
    updated_at: JULY,
    closed_at: JULY,
  });
  const bug = { name: 'bug', color: '#d73a4a', description: 'Wrong' };
  const result = await admin.caller.archive.import(archive([imported], { labels: [bug] }));
  const counts = {
    created: 1,
    skipped: 0,
    known: [],
    left: [],
    dropped_keys: [],
    renumbered: 0,
    comments: 1,
    users: 3,
    labels: 2,
    milestones: 0,
  };
  const people = ['martin', 'ekr', 'davidben'];
  const made = { users: people, logins: people, labels: ['bug', 'editorial'], milestones: [], project: null };
  expect(result).toEqual({ ...counts, made });
  expect(await admin.caller.issue.get({ id: '7' })).toMatchObject({
    number: 7,
    author: { username: 'ekr', full_name: 'ekr' },
    assignees: [{ username: 'martin' }],
    labels: [bug, { name: 'editorial', color: '#ededed' }],
    status: 'closed',
    created_at: JUNE,
    updated_at: JULY,
    closed_at: JULY,
    comment_count: 1,
  });
  const { items } = await admin.caller.comment.list({ issue_id: '7' });
  expect(items).toMatchObject([{ ...comment, author: { username: 'davidben' } }]);
});

test('adds nothing when it is run a second time, and takes up only what is new', async () => {
  const { admin } = await openWithAdmin();
  const first = archive([issueNumber(1, { labels: ['bug'], comments: [comment] }), issueNumber(2)]);
  await admin.caller.archive.import(first);
  await admin.caller.issue.update({ id: '1', title: 'Changed since' });
  await admin.caller.issue.delete({ id: '2' });
  const nothing = { created: 0, skipped: 2, renumbered: 0, comments: 0, users: 0, labels: 0, milestones: 0 };
  expect(await admin.caller.archive.import(first)).toMatchObject(nothing);
  const more = archive([...first.issues, issueNumber(3)]);
  expect(await admin.caller.archive.import(more)).toMatchObject({ ...nothing, created: 1 });
  const { items } = await admin.caller.issue.list({});
  expect(items.map((issue) => issue.title).toSorted()).toEqual(['Changed since', 'Issue 3']);
});

test('knows a project again in other capitals', async () => {
  const script = (await openTestDocket()).caller({ system: 'import' });
  await script.archive.import(archive([issueNumber(1)]));
  const again = await script.archive.import(archive([issueNumber(1)], { source: 'github:TLSWG/TLS13-spec' }));
  expect(again).toMatchObject({ created: 0, skipped: 1 });
});

test('gives the next number where its own is taken, and goes on counting after the highest', async () => {
  const { admin } = await openWithAdmin();
  await admin.caller.issue.create({ title: 'Ours', description: 'was first' });
  const result = await admin.caller.archive.import(archive([issueNumber(1), issueNumber(9)]));
  expect(result).toMatchObject({ created: 2, renumbered: 1 });
  expect(await admin.caller.issue.get({ id: '2' })).toMatchObject({ title: 'Issue 1' });
  expect(await admin.caller.issue.get({ id: '9' })).toMatchObject({ title: 'Issue 9' });
  expect((await admin.caller.issue.create({ title: 'Ours', description: 'is next' })).number).toBe(10);
});

test('leaves an issue whose number is in use, if it is told to', async () => {
  const docket = await openTestDocket();
  const { caller } = await docket.createUser('ada');
  await caller.issue.create({ title: 'Ours', description: 'It is number 1' });
  const script = docket.caller({ system: 'import' });
  const result = await script.archive.import({
    ...archive([issueNumber(1), issueNumber(2)]),
    when_taken: 'leave',
  });
  expect(result).toMatchObject({ created: 1, left: ['1'], renumbered: 0 });
  expect(await script.issue.get({ id: '1' })).toMatchObject({ title: 'Ours' });
});

test('makes accounts that cannot sign in until an admin sets a password', async () => {
  const { docket, admin } = await openWithAdmin();
  await admin.caller.archive.import(archive([issueNumber(1)]));
  const { author } = await admin.caller.issue.get({ id: '1' });
  const { email } = await admin.caller.user.get({ id: author.id });
  const { auth } = docket.caller('anonymous');
  for (const username of ['ekr', email]) {
    const login = auth.login({ username, password: TEST_PASSWORD });
    expect(await refusalOf(login)).toMatchObject({ code: 'invalid_credentials' });
  }
  await admin.caller.user.update({ id: author.id, password: TEST_PASSWORD });
  const tokens = await auth.login({ username: 'ekr', password: TEST_PASSWORD });
  expect(await docket.caller(tokens).issue.update({ id: '1', title: 'Mine again' })).toMatchObject({ version: 2 });
});

test('does not take a user of ours for a person of the same name at the source', async () => {
  const { docket, admin } = await openWithAdmin();
  const { user } = await docket.createUser('ekr');
  await admin.caller.archive.import(archive([issueNumber(1, { author: 'EKR' })]));
  const { author } = await admin.caller.issue.get({ id: '1' });
  expect(author).toMatchObject({ username: null, full_name: 'EKR' });
  expect(author.id).not.toBe(user.id);
});

test('takes one person for the same in several projects of a site, and for another on another site', async () => {
  const { admin } = await openWithAdmin();
  await admin.caller.archive.import(archive([issueNumber(1)]));
  await admin.caller.archive.import(archive([issueNumber(1, { author: 'Ekr' })], { source: 'github:other/project' }));
  await admin.caller.archive.import(archive([issueNumber(1)], { source: 'gitlab:tls/spec' }));
  const [one, two, three] = await Promise.all(['1', '2', '3'].map((id) => admin.caller.issue.get({ id })));
  expect(two?.author.id).toBe(one?.author.id);
  expect(three?.author.id).not.toBe(one?.author.id);
});

test.each(['odd@example.org', 'dependabot[bot]', 'two words', 'O’Brien'])('takes the name "%s"', async (author) => {
  const { admin } = await openWithAdmin();
  for (const source of ['github:a/a', 'gitlab:a/a']) {
    await admin.caller.archive.import(archive([issueNumber(1, { author })], { source }));
  }
  const { items } = await admin.caller.issue.list({});
  expect(items.map((issue) => issue.author.full_name)).toEqual([author, author]);
});

test('keeps text that is too long or too short for a new issue', async () => {
  const { admin } = await openWithAdmin();
  const long = issueNumber(1, { title: 't'.repeat(500), description: 'd'.repeat(100_000) });
  await admin.caller.archive.import(archive([long, issueNumber(2, { title: 'x' })]));
  expect(await admin.caller.issue.get({ id: '1' })).toMatchObject({ title: long.title, description: long.description });
  expect(await admin.caller.issue.update({ id: '1', status: 'closed' })).toMatchObject({ title: long.title });
  expect(await admin.caller.issue.get({ id: '2' })).toMatchObject({ title: 'x', description: '' });
});

test('imports all issues of a call or none', async () => {
  const { docket, admin } = await openWithAdmin();
  await docket.database.write((db) =>
    db.schema.createIndex('one_title').on('issue').column('title').unique().execute(),
  );
  const issues = [issueNumber(1, { labels: ['bug'], comments: [comment] }), issueNumber(2, { title: 'Issue 1' })];
  await expect(admin.caller.archive.import(archive(issues))).rejects.toThrow(/unique/i);
  expect((await admin.caller.issue.list({})).total).toBe(0);
  expect((await admin.caller.user.list({})).total).toBe(1);
  expect((await admin.caller.label.list({})).total).toBe(0);
  expect((await admin.caller.issue.create({ title: 'First', description: 'after all' })).number).toBe(1);
});

test('C48: takes times in any form of RFC 3339, and gives them in UTC with milliseconds', async () => {
  const { admin } = await openWithAdmin();
  const times = { created_at: '2014-06-01T12:00:00.123456Z', updated_at: '2014-06-01t14:30:00+02:00' };
  const odd = { author: 'ekr', body: 'Yes', created_at: '2014-06-01T12:00:00z', updated_at: '2014-06-30T23:59:60Z' };
  const closed = { status: 'closed' as const, closed_at: '2014-06-01T07:00:00.5-05:30' };
  await admin.caller.archive.import(archive([issueNumber(1, { ...times, ...closed, comments: [odd] })]));
  expect(await admin.caller.issue.get({ id: '1' })).toMatchObject({
    created_at: '2014-06-01T12:00:00.123Z',
    updated_at: '2014-06-01T12:30:00.000Z',
    closed_at: '2014-06-01T12:30:00.500Z',
  });
  expect((await admin.caller.comment.list({ issue_id: '1' })).items).toMatchObject([
    { created_at: '2014-06-01T12:00:00.000Z', updated_at: '2014-07-01T00:00:00.000Z' },
  ]);
});

test.each([
  ['source', archive([], { source: 'tls13-spec' })],
  ['source', archive([], { source: 'github:a\0b' })],
  ['issues.0.number', archive([issueNumber(0)])],
  ['issues.0.created_at', archive([issueNumber(1, { created_at: '2014-06-01' })])],
  ['issues.0.updated_at', archive([issueNumber(1, { updated_at: '0000-02-29T00:00:00.000Z' })])],
  ['issues.0.comments.0.body', archive([issueNumber(1, { comments: [{ ...comment, body: '\0' }] })])],
  ['issues', archive(Array.from({ length: 101 }, (_, index) => issueNumber(index + 1)))],
])('refuses an archive with a wrong %s', async (path, input) => {
  const { admin } = await openWithAdmin();
  const refusal = await refusalOf(admin.caller.archive.import(input));
  expect(refusal).toMatchObject({ code: 'validation_failed', status: 422, errors: [{ path }] });
});

test('is for admins and scripts only', async () => {
  const { docket } = await openWithAdmin();
  const { caller } = await docket.createUser('ada');
  expect(await refusalOf(caller.archive.import(archive([issueNumber(1)])))).toMatchObject({ code: 'forbidden' });
  const byScript = await docket.caller({ system: 'import' }).archive.import(archive([issueNumber(1)]));
  expect(byScript).toMatchObject({ created: 1 });
  expect((await caller.issue.events({ id: '1' })).items).toMatchObject([{ actor: null, actor_name: 'import' }]);
});
