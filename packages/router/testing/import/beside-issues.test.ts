import { createTestDatabase } from '@docket/kit/database';
import { refusalOf, type TestDocket, testSettings } from '@docket/kit/docket';
import { expect, onTestFinished, test } from 'vitest';
import { openDocket } from '../../src/docket.ts';
import { archive, issueNumber, JULY, JUNE, openWithAdmin } from './archives.ts';

const comment = { author: 'davidben', body: 'I agree.', created_at: JULY, updated_at: JULY };

test('keeps priority and milestone, and makes milestones that are missing', async () => {
  const { admin } = await openWithAdmin();
  await admin.caller.milestone.create({ title: 'Later' });
  const milestones = [{ title: '1.0', description: 'First', due_on: '2014-12-31', closed_at: JULY }];
  const issues = [
    issueNumber(1, { priority: 'high', milestone: '1.0' }),
    issueNumber(2, { milestone: 'LATER', status: 'closed' }),
    issueNumber(3, { milestone: '2.0' }),
  ];
  const result = await admin.caller.archive.import(archive(issues, { milestones }));
  expect(result).toMatchObject({ milestones: 2, made: { milestones: ['1.0', '2.0'] } });
  expect(await admin.caller.issue.get({ id: '1' })).toMatchObject({
    priority: 'high',
    milestone: { title: '1.0', due_on: '2014-12-31', state: 'closed' },
  });
  const { items } = await admin.caller.milestone.list({});
  expect(items.map(({ title, open_issues, closed_issues }) => [title, open_issues, closed_issues])).toEqual([
    ['1.0', 1, 0],
    ['2.0', 1, 0],
    ['Later', 0, 1],
  ]);
});

test('knows an issue without a number by its id, and gives it the next number', async () => {
  const { admin } = await openWithAdmin();
  const { number: _, ...nameless } = issueNumber(1);
  const source = 'csv:tasks';
  const both = archive([{ ...nameless, id: 'A b' }, issueNumber(5), { ...nameless, id: 'A c' }], { source });
  expect(await admin.caller.archive.import(both)).toMatchObject({ created: 3, renumbered: 0 });
  expect(await admin.caller.archive.import(both)).toMatchObject({ created: 0, skipped: 3 });
  const { items } = await admin.caller.issue.list({});
  expect(items.map(({ number }) => number).sort()).toEqual([1, 5, 6]);
  const refused = admin.caller.archive.import(archive([nameless]));
  expect(await refusalOf(refused)).toMatchObject({ errors: [{ path: 'issues.0.number', code: 'required' }] });
});

test('names people as the source shows them, and takes users whom the admin names', async () => {
  const { docket, admin } = await openWithAdmin();
  const { user } = await docket.createUser('ada');
  const people = [
    { login: '5b10ac8d', name: 'Grace Hopper' },
    { login: 'lovelace', user: 'ada@example.org' },
  ];
  const issues = [issueNumber(1, { author: '5b10ac8d' }), issueNumber(2, { author: 'Lovelace' })];
  expect(await admin.caller.archive.import(archive(issues, { people }))).toMatchObject({ users: 1 });
  expect(await admin.caller.issue.get({ id: '1' })).toMatchObject({ author: { full_name: 'Grace Hopper' } });
  expect(await admin.caller.issue.get({ id: '2' })).toMatchObject({ author: { id: user.id } });
  const unknown = admin.caller.archive.import(archive([], { people: [{ login: 'x', user: 'nobody' }] }));
  expect(await refusalOf(unknown)).toMatchObject({ errors: [{ path: 'people.0.user', code: 'unknown_user' }] });
});

test('takes names, address and an earlier origin of people over, where those are free', async () => {
  const { docket, admin } = await openWithAdmin();
  await docket.createUser('taken');
  const ada = { name: 'Ada', last_name: 'Lovelace', username: 'ada', email: 'ada@example.org' };
  const people = [
    { login: 'one', ...ada, imported_from: 'github:ada' },
    { login: 'two', name: 'Other', username: 'taken', email: 'taken@example.org' },
    { login: 'gone', name: 'Deleted user', username: null, is_deleted: true },
  ];
  const issues = people.map(({ login }, at) => issueNumber(at + 1, { author: login }));
  const source = 'docket:export';
  expect(await admin.caller.archive.import(archive(issues, { people, source }))).toMatchObject({ users: 3 });
  const authors = await Promise.all(['1', '2', '3'].map(async (id) => (await admin.caller.issue.get({ id })).author));
  expect(authors).toMatchObject([
    { username: 'ada', full_name: 'Ada Lovelace', is_deleted: false },
    { username: null, full_name: 'Other' },
    { username: null, full_name: 'Deleted user', is_deleted: true },
  ]);
  const [first = '', second = ''] = authors.map(({ id }) => id);
  expect(await admin.caller.user.get({ id: first })).toMatchObject({ email: 'ada@example.org' });
  expect((await admin.caller.user.get({ id: second })).email).toMatch(/@imported\.invalid$/);
  // Whoever came from GitHub before is the same person there.
  await admin.caller.archive.import(archive([issueNumber(9, { author: 'Ada' })]));
  expect((await admin.caller.issue.get({ id: '9' })).author.id).toBe(first);
  expect(await admin.caller.invitation.create({ id: first, email: 'ada@example.org' })).toMatchObject({
    user: { id: first },
  });
});

test('makes a project as it was elsewhere, and keeps history and former keys', async () => {
  const { docket, admin } = await openWithAdmin();
  const project_details = { name: 'Website', visibility: 'private' as const, created_at: JULY };
  const history = [
    { type: 'issue.created' as const, actor: 'ekr', actor_name: null, comment: null, changes: [], created_at: JULY },
    {
      type: 'issue.updated' as const,
      actor: null,
      actor_name: 'bot',
      comment: null,
      changes: [{ field: 'assignees', from: [], to: ['ekr', 'unknown'] }],
      created_at: JULY,
    },
  ];
  const issues = [issueNumber(4, { history, former_keys: ['MAIN-3', 'GONE-1'], version: 7 })];
  const part = archive(issues, { project: 'WEB', project_details });
  expect(await admin.caller.archive.import({ ...part, dry_run: true })).toMatchObject({ dropped_keys: ['GONE-1'] });
  expect(await admin.caller.archive.import(part)).toMatchObject({ dropped_keys: ['GONE-1'] });
  expect(await admin.caller.project.get({ project: 'WEB' })).toMatchObject({ ...project_details, updated_at: JULY });
  const issue = await admin.caller.issue.get({ id: 'MAIN-3' });
  expect(issue).toMatchObject({ key: 'WEB-4', version: 7 });
  const { items } = await admin.caller.issue.events({ id: 'WEB-4' });
  expect(items).toMatchObject([
    { type: 'issue.created', actor: { id: issue.author.id }, created_at: JULY },
    { type: 'issue.updated', actor: null, actor_name: 'bot', changes: [{ to: [issue.author.id, 'unknown'] }] },
  ]);
  const { caller } = await docket.createUser('ada');
  expect((await caller.issue.create({ title: 'Ours', description: 'is next' })).number).toBe(4);
});

test('archives a project as it was elsewhere, unless somebody has changed it here since', async () => {
  const { admin } = await openWithAdmin();
  const project_details = { name: 'Website', visibility: 'internal' as const, created_at: JUNE, updated_at: JULY };
  const archived = { ...project_details, former_keys: ['SITE', 'main'], archived_at: JULY };
  const importInto = (project: string, details: object, issues = [issueNumber(1)]) =>
    admin.caller.archive.import(archive(issues, { project, project_details: { ...project_details, ...details } }));
  await importInto('WEB', { former_keys: archived.former_keys });
  await importInto('WEB', archived, []);
  const web = await admin.caller.project.get({ project: 'site' });
  expect(web).toMatchObject({ key: 'WEB', archived_at: JULY, updated_at: JULY });
  expect(await importInto('WEB', archived)).toMatchObject({ created: 0, skipped: 1 });
  await admin.caller.project.update({ project: 'WEB', is_archived: false });
  await importInto('WEB', archived, []);
  expect(await admin.caller.project.get({ project: 'WEB' })).toMatchObject({ archived_at: null });
});

test('I17: writes down in the project who imported how many issues, also of those that bring a history', async () => {
  const { docket, admin } = await openWithAdmin();
  const actor = { actor: 'ekr', actor_name: null, comment: null };
  const history = [{ type: 'issue.created' as const, ...actor, changes: [], created_at: JULY }];
  const part = archive([issueNumber(1, { history }), issueNumber(2, { history, comments: [comment] })]);
  for (const input of [{ ...part, dry_run: true }, part, part]) await admin.caller.archive.import(input);
  const { caller } = await docket.createUser('ada');
  const { items } = await caller.event.list({ type: ['issue.imported', 'project.imported'] });
  expect(items).toMatchObject([
    {
      type: 'project.imported',
      actor: { username: 'admin' },
      subject: { type: 'project', key: 'MAIN' },
      changes: [
        { field: 'source', to: 'github:tlswg/tls13-spec' },
        { field: 'issues', to: '2' },
        { field: 'comments', to: '1' },
      ],
    },
  ]);
});

test('says in a dry run what would be made, and makes nothing', async () => {
  const { docket, admin } = await openWithAdmin();
  await admin.caller.issue.create({ title: 'Ours', description: 'It is number 1' });
  await admin.caller.label.create({ name: 'Bug' });
  const issues = [
    issueNumber(1, { labels: ['bug', 'new'], comments: [comment], milestone: '1.0' }),
    issueNumber(7, { labels: ['NEW'], assignees: ['EKR'] }),
  ];
  const before = await everything(docket);
  const dry = await admin.caller.archive.import(archive(issues, { dry_run: true }));
  const elsewhere = await admin.caller.archive.import(archive(issues, { dry_run: true, project: 'new' }));
  expect(await everything(docket)).toEqual(before);
  const people = { users: ['ekr', 'davidben'], logins: ['ekr', 'davidben'] };
  expect(dry.made).toEqual({ ...people, labels: ['new'], milestones: ['1.0'], project: null });
  expect(elsewhere).toMatchObject({ renumbered: 0, labels: 1, made: { project: 'NEW' } });
  const { made: _, ...counts } = dry;
  expect(await admin.caller.archive.import(archive(issues))).toMatchObject(counts);
  expect(await admin.caller.archive.import(archive(issues, { dry_run: true }))).toMatchObject({
    created: 0,
    skipped: 2,
    known: ['1', '7'],
    users: 0,
  });
});

test('I17: keeps no number that is more than a million above the last one', async () => {
  const { admin } = await openWithAdmin();
  const issues = [issueNumber(1_000_001), issueNumber(1_000_000), issueNumber(2_000_000)];
  expect(await admin.caller.archive.import(archive(issues))).toMatchObject({ created: 3, renumbered: 1 });
  const { items } = await admin.caller.issue.list({ sort: 'number-asc' });
  expect(items.map(({ number }) => number)).toEqual([1, 1_000_000, 2_000_000]);
});

async function everything({ caller }: TestDocket) {
  const { issue, user, label, milestone, project, event } = caller({ system: 'test' });
  const lists = [issue.list({}), user.list({}), label.list({}), milestone.list({}), project.list({}), event.list({})];
  return Promise.all(lists);
}

test('I17: imports many issues in hardly more statements than one', async () => {
  const statements: string[] = [];
  const observer = { database: { statement: ({ sql }: { sql: string }) => void statements.push(sql) } };
  const settings = testSettings({ DATABASE_URL: await createTestDatabase() });
  const docket = await openDocket(settings, { observer });
  onTestFinished(() => docket.close());
  const script = docket.caller({ system: 'test' });
  const count = async (issues: ReturnType<typeof issueNumber>[]) => {
    statements.length = 0;
    await script.archive.import(archive(issues));
    return statements.length;
  };
  const whole = { labels: ['bug'], milestone: '1.0', assignees: ['martin'], comments: [comment] };
  await count([issueNumber(1, whole)]);
  const one = await count([issueNumber(2, whole)]);
  const many = await count(Array.from({ length: 64 }, (_, at) => issueNumber(at + 3, whole)));
  // The words of each are written one by one on SQLite, where that costs little.
  expect(many).toBeLessThan(one + 64 + 20);
});
