import { createTestCli } from '@docket/kit/cli';
import { expect, test } from 'vitest';
import { issue, writeArchive } from './archive-files.ts';

test('brings in the milestones that issues name, where an archive has them', async () => {
  const cli = await createTestCli();
  const milestone = { title: 'RFC', description: null, dueOn: '2018-08-10T07:00:00Z', closedAt: null };
  const { status, stdout } = await cli.run([
    'import',
    'github-archive',
    writeArchive({
      issues: [
        { ...issue(1), milestone },
        { ...issue(2), milestone: null },
      ],
    }),
  ]);
  expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining(', 1 milestone.') });
  const script = (await cli.open()).caller({ system: 'test' });
  expect(await script.issue.get({ id: '1' })).toMatchObject({ milestone: { title: 'RFC', due_on: '2018-08-10' } });
});

test('takes why issues were closed, where an archive says it', async () => {
  const cli = await createTestCli();
  const closed = { state: 'CLOSED', closedAt: '2018-08-10T07:00:00Z' };
  const issues = ['NOT_PLANNED', 'COMPLETED', 'REOPENED', null].map((stateReason, at) => {
    return { ...issue(at + 1), ...closed, stateReason };
  });
  expect(await cli.run(['import', 'github-archive', writeArchive({ issues })])).toMatchObject({ status: 0 });
  const { items } = await (await cli.open()).caller({ system: 'test' }).issue.list({ sort: 'number-asc' });
  const reasons = items.map(({ closed_reason }) => closed_reason);
  expect(reasons).toEqual(['not_planned', 'completed', 'completed', 'completed']);
});

test('I17: knows a repository by the name that it had, when that is said', async () => {
  const { run } = await createTestCli();
  await run(['import', 'github-archive', writeArchive({ issues: [issue(1)] })]);
  const renamed = writeArchive({ repo: 'example/renamed', issues: [issue(1), issue(2)] });
  const { stdout } = await run(['import', 'github-archive', renamed, '--source', 'github:Example/tracker']);
  expect(stdout).toMatch(/^Imported example\/renamed: 1 issue, .*\n1 issue had been imported before\.\n$/);
  const wrong = await run(['import', 'github-archive', renamed, '--source', 'tracker']);
  expect(wrong).toMatchObject({ status: 2, stderr: expect.stringContaining('it must look like github:owner/name') });
});

test('says in a dry run what would be made, and makes nothing', async () => {
  const cli = await createTestCli();
  const archive = writeArchive({ issues: [issue(1), issue(2)] });
  const { status, stdout } = await cli.run(['import', 'github-archive', archive, '-R', 'TLS', '--dry-run']);
  expect({ status, lines: stdout.split('\n') }).toMatchObject({
    status: 0,
    lines: [
      'Would import example/tracker into TLS: 2 issues, 0 comments, 0 labels, 1 account.',
      expect.stringContaining('cannot sign in'),
      'The project TLS would be made.',
      'Nothing was changed: this was a dry run.',
      '',
    ],
  });
  const { total } = await (await cli.open()).caller({ system: 'test' }).project.list({});
  expect(total).toBe(1);
});
