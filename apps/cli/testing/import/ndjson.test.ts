import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestCli, type TestCli } from '@docket/kit/cli';
import { temporaryFolder } from '@docket/kit/database';
import type { Caller } from '@docket/router';
import { expect, test } from 'vitest';

type Row = Record<string, unknown>;

/** The main project of each Docket is as old as that. */
const isOfIssues = ({ type, key }: Row) => !(type === 'project' && key === 'MAIN');

test('brings issues over with comments, history, labels, milestones, former keys and versions, all equal', async () => {
  const [there, here] = [await createTestCli(), await createTestCli()];
  const exported = await exportOf(await fillWithIssues(there));
  const { status, stdout, stderr } = await here.run(['import', 'ndjson', writeExport(exported)]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'Importing docket.ndjson …\n' });
  expect(stdout).toMatch(/^Imported docket\.ndjson: 4 issues, 3 comments, 2 labels, 3 accounts, 1 milestone\.\n/);
  const again = await exportOf((await here.open()).caller({ system: 'test' }));
  expect(again.filter(isOfIssues)).toEqual(exported.filter(isOfIssues));
  const moved = await (await here.open()).caller({ system: 'test' }).issue.get({ id: 'MAIN-3' });
  expect(moved.key).toBe('WEB-2'); // its former key leads to it
});

test('makes nothing the second time, nor where the issues came from', async () => {
  const [there, here] = [await createTestCli(), await createTestCli()];
  const script = await fillWithIssues(there);
  const file = writeExport(await exportOf(script));
  const before = await script.event.list({});
  expect((await there.run(['import', 'ndjson', file])).stdout).toMatch(/^Nothing new: 4 issues /);
  expect(await script.event.list({})).toEqual(before);
  const dry = await here.run(['import', 'ndjson', file, '--dry-run', '--json']);
  const first = await here.run(['import', 'ndjson', file, '--json']);
  const { made: _, dry_run: __, ...expected } = JSON.parse(dry.stdout);
  expect(JSON.parse(first.stdout)).toMatchObject(expected);
  expect((await here.run(['import', 'ndjson', file])).stdout).toMatch(/^Nothing new: 4 issues /);
});

test('takes what "docket export" writes', async () => {
  const [there, here] = [await createTestCli(), await createTestCli()];
  const script = await fillWithIssues(there);
  const file = join(temporaryFolder(), 'docket.ndjson');
  const { status, stderr } = await there.run(['export', file]);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const { stdout } = await here.run(['import', 'ndjson', file]);
  expect(stdout).toMatch(/^Imported docket\.ndjson: 4 issues, /);
  const titles = async (caller: Caller) =>
    (await caller.issue.list({ sort: 'number-asc' })).items.map(({ key, title }) => [key, title]);
  expect(await titles((await here.open()).caller({ system: 'test' }))).toEqual(await titles(script));
});

test('brings projects over with former keys and archived, and says of which issues something is lost', async () => {
  const [there, here] = [await createTestCli(), await createTestCli()];
  const script = (await there.open()).caller({ system: 'test' });
  const ada = await asUser(there, 'ada');
  for (const key of ['OPS', 'OLD', 'WEB']) await script.project.create({ key, name: key });
  const about = { title: 'Crash', description: 'It crashes' };
  // The issue of AOPS comes in before that of WEB, where it was, and whose key it had.
  const moved = await ada.issue.create({ ...about, project: 'WEB' });
  await ada.issue.create({ ...about, project: 'WEB' });
  await script.issue.update({ id: moved.id, project: 'OLD' });
  await script.issue.update({ id: moved.id, project: 'OPS' });
  await ada.attachment.addToIssue({ issue_id: moved.id, files: [{ filename: 'a.txt', content: new Blob(['text']) }] });
  await script.project.update({ project: 'OPS', key: 'AOPS' });
  await script.project.update({ project: 'AOPS', is_archived: true });
  const file = join(temporaryFolder(), 'docket.ndjson');
  await there.run(['export', '--without-ids', file]);
  const dry = await here.run(['import', 'ndjson', file, '--dry-run']);
  expect(dry.stdout).toContain('The projects AOPS, WEB would be made.');
  const lost = 'Lost: files, whose content is not in an export (1 issue), former key OLD-1 (1 issue).';
  expect(dry.stdout).toContain(lost);
  expect((await here.run(['import', 'ndjson', file])).stdout).toContain(lost);
  expect((await here.run(['import', 'ndjson', file])).stdout).toMatch(/^Nothing new: 2 issues /);
  const again = join(temporaryFolder(), 'again.ndjson');
  await here.run(['export', '--without-ids', again]);
  const isKept = (line: string) => !line.startsWith('{"type":"attachment"');
  const linesOf = (name: string) => readFileSync(name, 'utf8').split('\n');
  expect(linesOf(again)).toEqual(
    linesOf(file)
      .filter(isKept)
      .map((line) => line.replace('"former_keys":["OLD-1","WEB-1"]', '"former_keys":["WEB-1"]')),
  );
});

test('names the lines that are broken, and a file that was cut off, and imports the rest', async () => {
  const [there, here] = [await createTestCli(), await createTestCli()];
  const [header = {}, ...rows] = await exportOf(await fillWithIssues(there));
  const [one = {}, two = {}] = rows.filter(({ type }) => type === 'issue');
  const file = writeExport([header, { ...one, title: '' }, two, { type: 'sprint' }]);
  writeFileSync(file, `${readFileSync(file, 'utf8')}{"type":"issue","key":`);
  const { status, stdout, stderr } = await here.run(['import', 'ndjson', file, '--json']);
  expect({ status, ...JSON.parse(stdout) }).toMatchObject({
    status: 1,
    created: 1,
    lost: [{ what: 'lines of the type sprint', issues: 1 }],
    broken: [
      { line: 2, record: `issue ${one['key']}`, problem: expect.stringMatching(/^title: /) },
      { line: 5, record: 'this line', problem: 'it is no record of an export' },
      { line: 5, record: 'the file', problem: expect.stringContaining('it was cut off') },
    ],
  });
  expect(stderr).toContain('3 broken records left out');
});

test.each([
  ['nothing', '', /it is not what "docket export" writes/],
  ['other JSON', '{"name":"docket"}\n', /it is not what "docket export" writes/],
  ['an export of a newer Docket', '{"docket":"export","version":2}\n', /version 2, here 1\): upgrade first/],
])('says in one line that the file holds %s', async (_, content, message) => {
  const { run } = await createTestCli();
  const file = join(temporaryFolder(), 'docket.ndjson');
  writeFileSync(file, content);
  const { status, stderr } = await run(['import', 'ndjson', file]);
  expect(status).toBe(1);
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^error: .*\n$/);
});

async function asUser({ open }: TestCli, username: string): Promise<Caller> {
  const docket = await open();
  const account = { email: `${username}@example.org`, username, password: 'correct horse battery staple' };
  await docket.caller({ system: 'test' }).user.create(account);
  return docket.caller({ user: username });
}

/** Issues of two projects, by people of whom one is gone, with everything that hangs on them. */
async function fillWithIssues({ open }: TestCli): Promise<Caller> {
  const docket = await open();
  const script = docket.caller({ system: 'test' });
  const password = 'correct horse battery staple';
  for (const username of ['ada', 'bob', 'gone'])
    await script.user.create({
      email: `${username}@example.org`,
      username,
      password,
      first_name: username.toUpperCase(),
    });
  const [ada, bob, gone] = ['ada', 'bob', 'gone'].map((user) => docket.caller({ user }));
  if (!ada || !bob || !gone) throw new Error('somebody is missing');
  await script.project.create({ key: 'WEB', name: 'WEB' });
  await script.label.create({ name: 'bug', color: '#d73a4a', description: 'Wrong' });
  await script.label.create({ name: 'ui', project: 'WEB' });
  await script.milestone.create({ title: '1.0', due_on: '2027-01-31', project: 'WEB' });
  const text = { description: 'A text\nof two lines' };
  await ada.issue.create({
    title: 'First',
    ...text,
    labels: ['bug'],
    assignees: ['bob', 'ada'],
    priority: 'high',
    due_on: '2026-12-31',
  });
  await bob.issue.create({ title: 'Second', ...text, project: 'WEB', labels: ['bug', 'ui'], milestone: '1.0' });
  await gone.issue.create({ title: 'By one who left', ...text });
  const moved = await ada.issue.create({ title: 'Moves', ...text });
  const comment = await bob.comment.create({ issue_id: '1', body: 'I can reproduce this.' });
  await bob.comment.update({ id: comment.id, body: 'I cannot.' });
  const deleted = await ada.comment.create({ issue_id: '1', body: 'Gone soon' });
  await ada.comment.delete({ id: deleted.id });
  await gone.comment.create({ issue_id: 'WEB-1', body: 'Farewell' });
  await script.comment
    .create({ issue_id: '1', body: 'x' })
    .catch(() => ada.comment.create({ issue_id: '1', body: 'y' }));
  await ada.issue.update({ id: '1', status: 'closed', assignees: ['bob'], title: 'First, closed' });
  await script.issue.update({ id: moved.id, project: 'WEB' });
  await script.user.delete({ id: (await gone.user.me()).id });
  return script;
}

/** What there is, as docs/export.md has it. */
async function exportOf(caller: Caller): Promise<Row[]> {
  const rows: Row[] = [{ docket: 'export', version: 1 }];
  const users = new Map<string, string>();
  const refOf = ({ id, username, full_name, is_deleted }: Person) => {
    const ref = username ?? `#${users.size}`;
    if (!users.has(id)) {
      const names = { first_name: is_deleted ? null : full_name, last_name: null, email: null, imported_from: null };
      rows.push({ type: 'user', id, ref, username, ...names, is_deleted });
    }
    users.set(id, users.get(id) ?? ref);
    return users.get(id) ?? ref;
  };
  for (const { key, ...project } of (await caller.project.list({})).items)
    rows.push({ type: 'project', key, ...pick(project, PROJECT) });
  for (const { project, ...label } of (await caller.label.list({})).items)
    rows.push({ type: 'label', project: project?.key ?? null, ...pick(label, LABEL) });
  for (const key of ['MAIN', 'WEB'])
    for (const milestone of (await caller.milestone.list({ project: key })).items)
      rows.push({ type: 'milestone', project: key, ...pick(milestone, MILESTONE) });
  for (const issue of (await caller.issue.list({ sort: 'created-asc' })).items) {
    const { items: comments } = await caller.comment.list({ issue_id: issue.id });
    const { items: history } = await caller.issue.events({ id: issue.id });
    const moved = history.flatMap(({ changes }) => changes.filter(({ field }) => field === 'project'));
    const labels = issue.labels.map(({ name, project }) => ({ name, project: project?.key ?? null }));
    const people = { author: refOf(issue.author), assignees: issue.assignees.map(refOf) };
    const comment = comments.map((one) => ({ ...one, author: refOf(one.author) }));
    const numberOf = (id: string | null) => comments.findIndex((one) => one.id === id) + 1 || null;
    const event = history.map(({ type, actor, actor_name, comment_id, changes, created_at }) => {
      const of = (ids: unknown) => (Array.isArray(ids) ? ids.map((id) => users.get(id) ?? null) : ids);
      const named = changes.map((one) =>
        one.field === 'assignees' ? { ...one, from: of(one.from), to: of(one.to) } : one,
      );
      return {
        event: type,
        actor: actor && refOf(actor),
        actor_name,
        comment: numberOf(comment_id),
        changes: named,
        created_at,
      };
    });
    const names = {
      project: issue.project.key,
      milestone: issue.milestone?.title ?? null,
      imported_from: null,
      labels,
    };
    const former_keys = moved.map(({ from }) => from);
    rows.push({ type: 'issue', ...pick(issue, ISSUE), ...people, ...names, former_keys });
    for (const [at, one] of comment.entries()) rows.push({ type: 'comment', issue: issue.key, number: at + 1, ...one });
    for (const one of event) rows.push({ type: 'event', issue: issue.key, ...one });
  }
  return [...rows, { type: 'end' }];
}

type Person = Awaited<ReturnType<Caller['issue']['get']>>['author'];

const PROJECT = ['name', 'description', 'visibility', 'archived_at', 'created_at', 'updated_at'];
const LABEL = ['name', 'color', 'description', 'created_at', 'updated_at'];
const MILESTONE = ['title', 'description', 'due_on', 'state', 'created_at', 'updated_at', 'closed_at'];
const ISSUE = 'id key number title description priority status version created_at updated_at closed_at due_on'.split(
  ' ',
);

function pick(row: object, fields: string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([field]) => fields.includes(field)));
}

function writeExport(rows: Row[]): string {
  const file = join(temporaryFolder(), 'docket.ndjson');
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return file;
}
