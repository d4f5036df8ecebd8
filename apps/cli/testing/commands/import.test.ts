import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestCli, type TestCli } from '@docket/kit/cli';
import { temporaryFolder } from '@docket/kit/database';
import { expect, test } from 'vitest';
import { issue, writeArchive } from './archive-files.ts';

const FIXTURE = join(import.meta.dirname, 'fixture.archive.json');
const REAL = join(import.meta.dirname, '../../../../../shared/data/tls13-spec-archive.json');

const LONG_TEXT = `${'A long story. '.repeat(1000)}\r\n`;

test('keeps people, dates, labels, assignees, state and comments', async () => {
  const cli = await createTestCli();
  await cli.run(['import', 'github-archive', FIXTURE]);
  const script = (await cli.open()).caller({ system: 'test' });

  const open = await script.issue.get({ id: '3' });
  expect(open).toMatchObject({ title: 'An empty body', description: '', status: 'open', closed_at: null });
  expect(open).toMatchObject({ created_at: '2014-04-17T18:38:34.000Z', updated_at: '2017-04-17T00:48:53.000Z' });
  expect(open.assignees.map((user) => user.username).sort()).toEqual(['Grace', 'ada']);
  expect(open.labels.map((label) => label.name).sort()).toEqual(['bug', 'only on an issue']);
  expect(open.labels.find((label) => label.name === 'bug')).toMatchObject({ color: '#fc2929', description: null });

  const closed = await script.issue.get({ id: '5' });
  expect(closed).toMatchObject({ description: '', status: 'closed', closed_at: '2016-01-01T00:00:00.000Z' });
  const { items } = await script.comment.list({ issue_id: '5' });
  expect(items.map(({ author, body, created_at }) => [author.username, body, created_at])).toEqual([
    ['ada', 'first\r\nsecond line', '2015-02-01T00:00:00.000Z'],
    ['ghost', '', '2015-03-01T00:00:00.000Z'],
  ]);
});

test('names each broken record with its line, imports the rest, and fails', async () => {
  const { run } = await createTestCli();
  const { status, stdout, stderr } = await run(['import', 'github-archive', FIXTURE]);
  expect(status).toBe(1);
  expect(stdout).toBe(
    [
      'Imported example/tracker: 2 issues, 2 comments, 2 labels, 3 accounts.',
      'The new accounts cannot sign in until an admin invites their people or sets a password.',
      '1 pull request left out.',
      '',
    ].join('\n'),
  );
  const [, label, time, noRecord] = stderr.split('\n');
  expect(label).toMatch(/fixture\.archive\.json:7: label broken colour is broken: color: /);
  expect(time).toMatch(/fixture\.archive\.json:44: issue 7 is broken: updatedAt: Must be a time such as/);
  expect(noRecord).toMatch(/fixture\.archive\.json:57: issue without a number is broken: /);
  expect(stderr).toMatch(/\nerror: 3 broken records left out: .*the rest is in\n$/);
});

test('takes the first of two records with one number, and names the second', async () => {
  const { run } = await createTestCli();
  const archive = writeArchive({ issues: [issue(1), { ...issue(1), title: 'Another' }] });
  const { status, stdout, stderr } = await run(['import', 'github-archive', archive]);
  expect(status).toBe(1);
  expect(stdout).toMatch(/: 1 issue, /);
  expect(stderr).toContain('issue 1 is broken: number: There is another issue of this number before it');
});

test('gives a new number only to an issue whose own is in use here', async () => {
  const cli = await createTestCli();
  const docket = await cli.open();
  await docket.caller({ system: 'test' }).user.create({ email: 'ada@example.org', password: 'long enough' });
  await docket.caller({ user: 'ada@example.org' }).issue.create({ title: 'Ours', description: 'It is number 1' });
  const { stdout } = await cli.run([
    'import',
    'github-archive',
    writeArchive({ issues: [issue(1), issue(2), issue(4)] }),
  ]);
  expect(stdout).toContain('1 issue got a new number, because the old one is in use here.');
  const { items } = await docket.caller({ system: 'test' }).issue.list({ author: 'ada' });
  const titles = new Map(items.map(({ number, title }) => [number, title]));
  expect([2, 4, 5].map((number) => titles.get(number))).toEqual(['Issue 2', 'Issue 4', 'Issue 1']);
});

test('brings a second archive into a project of its own, and keeps all its numbers', async () => {
  const cli = await createTestCli();
  const other = { repo: 'example/other', issues: [issue(4), issue(1), issue(2)] };
  await cli.run(['import', 'github-archive', writeArchive({ issues: [issue(1), issue(2)] })]);
  const { stdout } = await cli.run(['import', 'github-archive', writeArchive(other), '--project', 'http']);
  expect(stdout).toMatch(/^Imported example\/other into HTTP: 3 issues, /);
  expect(stdout).not.toContain('new number');
  const script = (await cli.open()).caller({ system: 'test' });
  const { items } = await script.issue.list({ project: ['HTTP'] });
  expect(items.map(({ key, title }) => [key, title]).sort()).toEqual(
    [1, 2, 4].map((number) => [`HTTP-${number}`, `Issue ${number}`]),
  );
});

test('C49: takes what no database can hold with U+FFFD in its place, and says so', async () => {
  const cli = await createTestCli();
  const comment = { author: 'ada', body: 'a\0b', createdAt: issue(1).createdAt, updatedAt: issue(1).updatedAt };
  const broken = { ...issue(1), body: 'half \ud83d', comments: [comment] };
  const { status, stdout, stderr } = await cli.run([
    'import',
    'github-archive',
    writeArchive({ issues: [broken, issue(2)] }),
  ]);
  expect(status).toBe(0);
  expect(stdout).toContain(': 2 issues, 1 comment, ');
  const what = 'in issue 1, body, comments.0.body: U+FFFD stands for NUL characters and halves of surrogate pairs';
  expect(stderr).toMatch(/archive\.json:1: warning: /);
  expect(stderr).toContain(what);
  const script = (await cli.open()).caller({ system: 'test' });
  expect(await script.issue.get({ id: '1' })).toMatchObject({ description: 'half \ufffd' });
  expect((await script.comment.list({ issue_id: '1' })).items).toMatchObject([{ body: 'a\ufffdb' }]);
});

test('C49: takes an archive of an earlier form', async () => {
  const { run } = await createTestCli();
  const archive = writeArchive({ issues: [issue(1)], magic: 'B8n2c@e8kvfx' });
  const { status, stdout } = await run(['import', 'github-archive', archive, '--json']);
  expect({ status, ...JSON.parse(stdout) }).toMatchObject({ status: 0, created: 1, broken: [], mended: [] });
});

test('says that an archive has no issues', async () => {
  const { run } = await createTestCli();
  const { stdout } = await run(['import', 'github-archive', writeArchive({ issues: [] })]);
  expect(stdout).toBe('Nothing to import: example/tracker has no issues.\n');
});

test('adds nothing the second time, and says so', async () => {
  const { run } = await createTestCli();
  const archive = writeArchive({ issues: [issue(1), issue(2)] });
  await run(['import', 'github-archive', archive]);
  const { status, stdout } = await run(['import', 'github-archive', archive]);
  expect(status).toBe(0);
  expect(stdout).toBe('Nothing new: 2 issues of example/tracker had been imported before.\n');
});

test('adds what came to the archive since the last time', async () => {
  const { run } = await createTestCli();
  await run(['import', 'github-archive', writeArchive({ issues: [issue(1)] })]);
  const { stdout } = await run(['import', 'github-archive', writeArchive({ issues: [issue(1), issue(2)] })]);
  expect(stdout).toBe(
    'Imported example/tracker: 1 issue, 0 comments, 0 labels, 0 accounts.\n1 issue had been imported before.\n',
  );
});

test('gives a new number to an issue whose number is in use', async () => {
  const cli = await createTestCli();
  await cli.run(['import', 'github-archive', writeArchive({ repo: 'example/other', issues: [issue(1)] })]);
  const { stdout } = await cli.run(['import', 'github-archive', writeArchive({ issues: [issue(1)] })]);
  expect(stdout).toContain('1 issue got a new number, because the old one is in use here.\n');
  expect((await (await cli.open()).caller({ system: 'test' }).issue.list({})).total).toBe(2);
});

test('keeps text whole that is longer than a new issue may be', async () => {
  const cli = await createTestCli();
  await cli.run(['import', 'github-archive', writeArchive({ issues: [{ ...issue(1), body: LONG_TEXT }] })]);
  const { description } = await (await cli.open()).caller({ system: 'test' }).issue.get({ id: '1' });
  expect(description).toBe(LONG_TEXT);
});

test('reads a file that begins with a byte order mark', async () => {
  const { run } = await createTestCli();
  const archive = writeArchive({ issues: [issue(1)] });
  writeFileSync(archive, `\ufeff${readFileSync(archive, 'utf8')}`);
  expect((await run(['import', 'github-archive', archive])).status).toBe(0);
});

test('tells its beginning, and on a terminal with a bar how far it is', async () => {
  const archive = writeArchive({ issues: Array.from({ length: 120 }, (_, at) => issue(at + 1)) });
  const lines = await (await createTestCli()).run(['import', 'github-archive', archive]);
  expect(lines.stderr).toMatch(/^Importing \S+ …\n$/);

  const bar = await (await createTestCli()).run(['import', 'github-archive', archive], { keys: [] });
  expect(bar.stderr).toMatch(/=+ 120 of 120 issues/);
});

test('prints the summary as JSON', async () => {
  const { run } = await createTestCli();
  const { stdout } = await run(['import', 'github-archive', FIXTURE, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    repo: 'example/tracker',
    created: 2,
    skipped: 0,
    renumbered: 0,
    comments: 2,
    users: 3,
    labels: 2,
    pulls_left_out: 1,
    broken: [{ line: 7 }, { line: 44, record: 'issue 7' }, { line: 57 }],
  });
});

test.each([
  ['nothing at all', undefined, /cannot be read: check the path/],
  ['no JSON', 'issues:\n  - 1', /it is not JSON \(/],
  ['other JSON', '{"name":"docket"}', /it is not a GitHub archive .*\(magic: /],
  ['another encoding', Buffer.from('{"magic":"\xe9"}', 'latin1'), /it is not UTF-8 text/],
])('says in one line that the file holds %s', async (_, content, message) => {
  const { run } = await createTestCli();
  const file = join(temporaryFolder(), 'archive.json');
  if (content !== undefined) writeFileSync(file, content);
  const { status, stdout, stderr } = await run(['import', 'github-archive', file]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^error: .*archive\.json.*\n$/);
});

test.runIf(existsSync(REAL))('brings in a whole real archive', async () => {
  const cli = await createTestCli();
  const { status, stdout } = await cli.run(['import', 'github-archive', REAL, '--json']);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ created: 446, comments: 963, renumbered: 0, broken: [] });

  const archive: Archive = JSON.parse(readFileSync(REAL, 'utf8'));
  expect(await textsOf(cli)).toEqual(new Map(archive.issues.map(({ number, title, body }) => [number, [title, body]])));
});

type Archive = { issues: { number: number; title: string; body: string }[] };

async function textsOf({ open }: TestCli): Promise<Map<number, [title: string, description: string]>> {
  const script = (await open()).caller({ system: 'test' });
  const texts = new Map<number, [string, string]>();
  for (let page = 1, pages = 1; page <= pages; page++) {
    const found = await script.issue.list({ page, size: 100 });
    for (const { number, title, description } of found.items) texts.set(number, [title, description]);
    pages = found.pages ?? 0;
  }
  return new Map([...texts].sort(([a], [b]) => a - b));
}
