import { createTestCli, type TestCli } from '@docket/kit/cli';
import { expect, test } from 'vitest';

test('lists issues as an aligned table, whatever script a label is in', async () => {
  const cli = await createTestCli();
  await fileIssues(cli);
  const { status, stdout, stderr } = await cli.run(['issue', 'list']);
  const day = new Date().toISOString().slice(0, 10);
  expect(stdout).toBe(
    [
      'NUMBER  STATUS  PRIORITY  UPDATED     AUTHOR  ASSIGNEES  LABELS  TITLE',
      `#2      open    high      ${day}  ada                緊急    Crash on load`,
      `#1      open    low       ${day}  ada     ada        bug     Crash on save`,
      '',
    ].join('\n'),
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '2 of 2 issues (page 1 of 1)\n' });
});

test('filters and turns pages', async () => {
  const cli = await createTestCli();
  await fileIssues(cli);
  const titles = async (...options: string[]) => {
    const { stdout } = await cli.run(['issue', 'list', '--json', ...options]);
    return JSON.parse(stdout).items.map((issue: { title: string }) => issue.title);
  };
  expect(await titles('--priority', 'low', 'medium')).toEqual(['Crash on save']);
  expect(await titles('--label', 'bug', '--author', 'ada', '--status', 'open')).toEqual(['Crash on save']);
  expect(await titles('--assignee', 'none')).toEqual(['Crash on load']);
  expect(await titles('--size', '1', '--page', '2')).toEqual(['Crash on save']);
});

test('says how to see more', async () => {
  const cli = await createTestCli();
  await fileIssues(cli);
  const { stderr } = await cli.run(['issue', 'list', '--size', '1']);
  expect(stderr).toBe('1 of 2 issues (page 1 of 2; --page 2 shows more)\n');
  const beyond = await cli.run(['issue', 'list', '--page', '9']);
  expect(beyond).toEqual({ status: 0, stdout: '', stderr: 'There is no page 9: the last one is 1.\n' });
});

test('prints with --json exactly what the procedure answers', async () => {
  const cli = await createTestCli();
  await fileIssues(cli);
  const { stdout } = await cli.run(['issue', 'list', '--status', 'open', '--json']);
  const answer = await (await cli.open()).caller({ system: 'test' }).issue.list({ status: ['open'] });
  expect(JSON.parse(stdout)).toEqual(answer);
});

test('names the filter that is wrong', async () => {
  const { run } = await createTestCli();
  const { status, stderr } = await run(['issue', 'list', '--status', 'open', 'done']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^error: --status done: .*"closed"\n$/);
});

test('lets no title write to the terminal', async () => {
  const cli = await createTestCli();
  const docket = await cli.open();
  const at = '2015-01-01T00:00:00.000Z';
  const title = 'Clear\u001b[2J the \u009b31m\u202escreen\u0007\n#9 closed'; // an imported title is kept whole
  const texts = { title, description: '', status: 'open' as const, author: 'eve', assignees: [], labels: [] };
  const times = { created_at: at, updated_at: at, closed_at: null };
  const issues = [{ number: 1, ...texts, ...times, comments: [] }];
  await docket.caller({ system: 'test' }).archive.import({ source: 'github:a/b', labels: [], issues });
  const { stdout } = await cli.run(['issue', 'list']);
  expect(stdout).toContain('Clear the screen #9 closed\n');
});

async function fileIssues({ open }: TestCli): Promise<void> {
  const docket = await open();
  const script = docket.caller({ system: 'test' });
  await script.user.create({ email: 'ada@example.org', username: 'ada', password: 'analytical engine' });
  await script.label.create({ name: 'bug' });
  await script.label.create({ name: '緊急' });
  const ada = docket.caller({ user: 'ada' });
  const description = 'An empty file crashes it.';
  await ada.issue.create({ title: 'Crash on save', description, priority: 'low', labels: ['bug'], assignees: ['ada'] });
  await ada.issue.create({ title: 'Crash on load', description, priority: 'high', labels: ['緊急'] });
}
