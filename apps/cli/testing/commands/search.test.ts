import { fillInBulk } from '@docket/kit/bulk';
import { createTestCli, examine } from '@docket/kit/cli';
import { compareWords } from '@docket/kit/issue-words';
import { expect, test } from 'vitest';

test('doctor says what the index of words lacks, and search rebuild makes it anew', async () => {
  const cli = await createTestCli();
  await cli.run(['user', 'create', 'ada@example.org', '--admin', '--password-stdin'], { stdin: 'long enough' });
  const docket = await cli.open();
  const caller = docket.caller({ user: 'ada@example.org' });
  const { author } = await caller.issue.create({ title: 'Crash', description: 'It crashes' });
  expect((await examine(cli)).findings['search']).toEqual({
    level: 'ok',
    check: 'search',
    message: 'finds all issues',
  });

  await fillInBulk(docket.database, { issues: 3, after: 1, authors: [author.id] });
  expect((await examine(cli)).findings['search']).toMatchObject({
    level: 'warning',
    message: 'lacks 3 issues, and finds 0 too many: run "./docket search rebuild"',
  });

  const { status, stdout, stderr } = await cli.run(['search', 'rebuild']);
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'Made the index of words anew: 4 issues.\n' });
  expect(stderr).toContain('Making the index of words anew …');
  expect((await examine(cli)).findings['search']).toMatchObject({ level: 'ok' });
  const { found, anew } = await compareWords(docket.database);
  expect(found).toEqual(anew);
});

test.each([
  ['-crash', /^error: -crash would be taken for an option: write .* \.\/docket search issues -- '-label:bug crash'\n/],
  ['issues -crash', /^error: -crash would/],
  ['crash -label:bug', /^error: -label:bug would/], // -l takes a value
  ['crash -hang', /^error: -hang would/], // -h shows help
  ['--as ada -L 5 -l bug -save', /^error: -save would/],
  ['crash save', /^error: too many arguments(.|\n)*hint: write .* -- '-label:bug crash'\n$/],
])('says how a query is written to whoever types "docket search %s"', async (line, expected) => {
  const { run } = await createTestCli();
  expect(await run(['search', ...line.split(' ')])).toEqual({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(expected),
  });
});

test('takes a query that begins with "-" behind "--", and options with their values', async () => {
  const { run, open } = await createTestCli();
  const docket = await open();
  const script = docket.caller({ system: 'test' });
  await script.user.create({ email: 'ada@example.org', username: 'ada', password: 'analytical engine' });
  const ada = docket.caller({ user: 'ada' });
  for (const title of ['Crash on save', 'Freeze on save']) await ada.issue.create({ title, description: 'It does' });
  for (const argv of [
    ['-L5', '--', '-crash'],
    ['issues', '--limit', '5', '--', '-crash save'],
  ]) {
    const { status, stdout } = await run(['search', ...argv]);
    expect({ status, found: stdout.match(/\S+ on save/g) }).toEqual({ status: 0, found: ['Freeze on save'] });
  }
  expect(await run(['search', 'save', '-l', '-odd'])).toMatchObject({ status: 0, stdout: '' });
});
