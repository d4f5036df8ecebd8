import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestCli, type TestCli } from '@docket/kit/cli';
import { temporaryFolder } from '@docket/kit/database';
import { expect, test } from 'vitest';
import { writeCsv } from './files.ts';

const JIRA = join(import.meta.dirname, 'jira.csv');
const LINEAR = join(import.meta.dirname, 'linear.csv');

test('imports what Jira writes: odd dates, cells of several lines, repeated columns, comments', async () => {
  const cli = await createTestCli();
  const { status, stdout, stderr } = await cli.run(['import', 'csv', JIRA, '--project', 'web']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'Importing jira.csv …\n' });
  expect(stdout.split('\n')).toEqual([
    'Imported jira.csv into WEB: 3 issues, 3 comments, 6 labels, 3 accounts, 1 milestone.',
    'The new accounts cannot sign in until an admin invites their people or sets a password.',
    'Changed: status "In Review" is now in_progress (1 issue), priority "Highest" is now high (1 issue), status "Done" is now closed (1 issue), resolution "Fixed" is now completed (1 issue), status "To Do" is now open (1 issue), priority "Lowest" is now low (1 issue).',
    'Lost: links to issues that are not in this file, where those are not here either (2 issues), all milestones but the first (1 issue), Attachment (1 issue).',
    'The project WEB was made.',
    '',
  ]);
  const script = (await cli.open()).caller({ system: 'test' });
  const crash = await script.issue.get({ id: 'WEB-12' });
  expect(crash).toMatchObject({
    title: 'Crash on save',
    description: 'First line\nsecond, "quoted" line\n\nh2. Steps',
    status: 'in_progress',
    priority: 'high',
    author: { full_name: 'Ada Lovelace', username: null },
    assignees: [{ full_name: 'Bob' }],
    milestone: { title: '1.0' },
    due_on: '2026-10-12',
    created_at: '2026-01-31T09:30:00.000Z',
    updated_at: '2026-02-01T13:05:00.000Z',
    closed_at: null,
  });
  expect(crash.labels.map(({ name }) => name)).toEqual(['Bug', 'crash', 'Editor', 'ui']);
  const { items } = await script.comment.list({ issue_id: crash.id });
  expect(items).toMatchObject([
    { author: { full_name: 'Ada Lovelace' }, body: 'I can\nreproduce; this', created_at: '2026-01-31T09:35:00.000Z' },
    { author: { full_name: 'Grace Hopper' }, body: 'Me too', created_at: '2026-02-01T13:05:00.000Z' },
  ]);
  expect(await script.issue.get({ id: 'WEB-11' })).toMatchObject({
    status: 'closed',
    closed_at: '2026-02-02T13:00:00.000Z',
    author: { id: crash.author.id },
  });
});

test('imports what Linear writes: people by address, labels in one cell, dates as JavaScript has them', async () => {
  const cli = await createTestCli();
  const { status, stdout } = await cli.run(['import', 'csv', LINEAR, '--json']);
  expect({ status, ...JSON.parse(stdout) }).toMatchObject({
    status: 0,
    from: 'linear',
    created: 2,
    users: 2,
    labels: 2,
    milestones: 1,
    broken: [],
    mended: [],
  });
  const script = (await cli.open()).caller({ system: 'test' });
  const issue = await script.issue.get({ id: '42' });
  expect(issue).toMatchObject({
    title: '=1+1 is wrong',
    description: '- a list',
    status: 'closed',
    priority: 'high',
    milestone: { title: 'Beta' },
    due_on: '2027-01-15',
    author: { username: 'ada', full_name: 'ada' },
    created_at: '2026-01-31T09:30:00.000Z',
    closed_at: '2026-02-02T10:00:00.000Z',
  });
  expect(issue.labels.map(({ name }) => name)).toEqual(['Bug', 'needs design']);
  expect(await script.issue.get({ id: '7' })).toMatchObject({ status: 'open', created_at: '2026-01-30T08:00:00.000Z' });
});

test('adds nothing the second time, also by another export, and takes up what is new', async () => {
  const cli = await createTestCli();
  await cli.run(['import', 'csv', JIRA]);
  const again = await cli.run(['import', 'csv', JIRA]);
  expect(again.stdout).toBe('Nothing new: 3 issues of jira.csv had been imported before.\n'); // so nothing was lost either
  const more = writeCsv([
    'Issue key,Summary,Reporter,Created',
    'WEB-12,Crash,ada,31/Jan/26',
    'WEB-13,New,ada,1/Feb/26',
  ]);
  const { stdout } = await cli.run(['import', 'csv', more]);
  expect(stdout).toMatch(/^Imported tasks\.csv: 1 issue, .*\n1 issue had been imported before\.\n/);
});

test('names each broken row with its line, says what was changed, and imports the rest', async () => {
  const cli = await createTestCli();
  const file = writeCsv([
    'Issue key,Summary,Description,Reporter,Created,Comment',
    'WEB-1,,no title,ada,31/Jan/26,',
    'WEB-2,"two',
    'lines",ada,ada,31/Jan/26,just a note',
    'WEB-2,again,,ada,31/Jan/26,',
    ',no key,,ada,31/Jan/26,',
    'WEB-3,bad day,,ada,01/02/2026,',
    'WEB-4,no day,,ada,soon,',
    'WEB-5,too many cells,,ada,31/Jan/26,,more',
    'WEB-7,too few cells,ada',
    `WEB-6,${'long '.repeat(300)},text\0,ada,31/Jan/26,`,
  ]);
  const { status, stdout, stderr } = await cli.run(['import', 'csv', file, '--json']);
  const { broken, mended, ...counts } = JSON.parse(stdout);
  expect({ status, ...counts }).toMatchObject({ status: 1, created: 2, comments: 1 });
  expect(broken).toEqual([
    { line: 2, record: 'issue WEB-1', problem: 'it has no title' },
    { line: 5, record: 'issue WEB-2', problem: 'there is another row of this key before it' },
    { line: 6, record: 'issue "no key"', problem: 'it has no key, by which it would be known again' },
    { line: 7, record: 'issue WEB-3', problem: expect.stringContaining('not clear which is the month') },
    {
      line: 8,
      record: 'issue WEB-4',
      problem: expect.stringMatching(/^Created: "soon" is no time that is known: write /),
    },
    { line: 9, record: 'issue WEB-5', problem: 'it has 7 cells, and the header has 6' },
    { line: 10, record: 'issue WEB-7', problem: expect.stringMatching(/^it has 3 cells, .*: the file may be cut off/) },
  ]);
  expect(mended).toEqual([
    {
      line: 3,
      record: 'issue WEB-2',
      problem: expect.stringMatching(/^title: it is one line now; comments: one without/),
    },
    { line: 11, record: 'issue WEB-6', problem: expect.stringMatching(/^title: it is cut .*; description: U\+FFFD/) },
  ]);
  expect(stderr).toMatch(/tasks\.csv:2: issue WEB-1 is broken: it has no title\n/);
  expect(stderr).toContain('7 broken records left out');
  const script = (await cli.open()).caller({ system: 'test' });
  const long = await script.issue.get({ id: '6' });
  expect(long.title).toHaveLength(999); // without the space at its end
  expect(long.description).toBe(`${'long '.repeat(300).trim()}\n\ntext\ufffd`);
});

test.each([
  ['nothing at all', undefined, /cannot be read: check the path/],
  ['nothing', '', /it is empty/],
  ['an unknown header', 'a,b\n1,2\n', /no column is known as the title: say --from .* The columns are: a, b/],
  ['another encoding', Buffer.from('Summary,Issue key\n\xe9,A-1\n', 'latin1'), /it is not UTF-8 text/],
  [
    'a file of Jira without keys',
    'Summary,Status\na,Done\n',
    /looks like a file of jira without the column "Issue key"/,
  ],
  ['a header that nobody closes', 'Summary,"Issue key\na,b\n', /tasks\.csv:1: it cannot be read as CSV/],
])('says in one line that the file holds %s', async (_, content, message) => {
  const { run } = await createTestCli();
  const file = join(temporaryFolder(), 'tasks.csv');
  if (content !== undefined) writeFileSync(file, content);
  const { status, stdout, stderr } = await run(['import', 'csv', file]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^error: .*\n$/);
});

test.each([
  [
    'a quote that nobody closes',
    '"cut off,A-3\n',
    /^it cannot be read as CSV from here on: .* not closed, or the file is cut off$/,
  ],
  ['quotes in the middle of a cell', 'a "quote",A-3\nlast,A-4\n', /^it cannot be read .* must be in such itself/],
])('takes the rows before %s, and names its line', async (_, rest, problem) => {
  const { run } = await createTestCli();
  const file = join(temporaryFolder(), 'tasks.csv');
  writeFileSync(file, `Summary,Issue key\nplain,A-1\n"two\r\nlines",A-2\n , \n${rest}`);
  const { status, stdout } = await run(['import', 'csv', file, '--json']);
  expect({ status, ...JSON.parse(stdout) }).toMatchObject({
    status: 1,
    created: 2,
    broken: [{ line: 6, record: 'the file', problem: expect.stringMatching(problem) }],
  });
});

test('says which columns are missing that say much, and that nothing came in', async () => {
  const { run } = await createTestCli();
  const { stdout } = await run([
    'import',
    'csv',
    writeCsv(['Issue key,Summary,Reporter,Updated', 'A-1,One,ada,31/Jan/26']),
  ]);
  expect(stdout).toContain('The file has no column of: status, created_at.\n');
  const broken = await run(['import', 'csv', writeCsv(['Issue key,Summary,Created', 'A-2,Two,soon'])]);
  expect(broken).toMatchObject({
    status: 1,
    stdout: 'Nothing of tasks.csv could be imported.\n',
    stderr: expect.stringContaining(
      'Created: "soon" is no time that is known: write 2026-01-31 09:30 or 31/Jan/26 9:30 AM',
    ),
  });
});

/** IMPORT=long has as many as a big tracker; the quick run shows the same in parts of the same size. */
// biome-ignore lint/style/noProcessEnv: a setting of the tests, not of Docket
const ROWS = process.env['IMPORT'] === 'long' ? 100_000 : 400;

test(`imports ${ROWS} rows in parts, with numbers kept, whatever their order`, { timeout: 1_200_000 }, async () => {
  const cli: TestCli = await createTestCli();
  const rows = Array.from({ length: ROWS }, (_, at) => {
    const number = ROWS - at;
    return `WEB-${number},Issue ${number},user${number % 50},31/Jan/26,label${number % 20},"31/Jan/26;user1;Yes"`;
  });
  const file = writeCsv(['Issue key,Summary,Reporter,Created,Labels,Comment', ...rows]);
  const { stdout } = await cli.run(['import', 'csv', file, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ created: ROWS, comments: ROWS, users: 50, labels: 20, renumbered: 0 });
});
