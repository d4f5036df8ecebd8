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
