import { createTestCli, type TestCli } from '@docket/kit/cli';
import { createTestDatabase } from '@docket/kit/database';
import { expect, test } from 'vitest';

test('takes back the last step and applies it again', async () => {
  const cli = await createTestCli();
  const before = await appliedSteps(cli);
  const last = before.at(-1);

  expect((await cli.run(['migrate', 'down', '--yes'])).stdout).toBe(`Took back ${last}\n`);
  expect(await appliedSteps(cli)).toEqual(before.slice(0, -1));

  expect((await cli.run(['migrate', 'up'])).stdout).toBe(`Applied ${last}\n`);
  expect(await appliedSteps(cli)).toEqual(before);
});

test('says when there is nothing to do in either direction', async () => {
  const cli = await createTestCli();
  expect((await cli.run(['migrate', 'up'])).stdout).toBe('Nothing to do: all steps are applied.\n');
  for (const _ of await appliedSteps(cli)) await cli.run(['migrate', 'down', '--yes']);
  const { status, stdout } = await cli.run(['migrate', 'down', '--yes']);
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'Nothing to take back: no step is applied.\n' });
});

test('lists the steps as a table', async () => {
  const cli = await createTestCli();
  expect((await cli.run(['migrate', 'status'])).stdout).toMatch(/^0001_initial +applied \d{4}-\d{2}-\d{2}T/m);
  await cli.run(['migrate', 'down', '--yes']);
  expect((await cli.run(['migrate', 'status'])).stdout).toMatch(/^\d{4}_\w+ +pending$/m);
});

test('drops nothing before somebody has agreed', async () => {
  const cli = await createTestCli();
  const before = await appliedSteps(cli);

  const unasked = await cli.run(['migrate', 'down']);
  expect(unasked.status).toBe(1);
  expect(unasked.stderr).toMatch(/^error: .* can drop data: add --yes .*\n$/);

  const refused = await cli.run(['migrate', 'down'], { keys: ['\r'] });
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain('error: Stopped: nothing was changed\n');
  expect(await appliedSteps(cli)).toEqual(before);

  expect((await cli.run(['migrate', 'down'], { keys: ['y\r'] })).status).toBe(0);
  expect(await appliedSteps(cli)).toEqual(before.slice(0, -1));
});

test('C85: no other command makes a database, or tables in an empty one', async () => {
  const cli = await createTestCli({ DATABASE_URL: await createTestDatabase({ isEmpty: true }) });
  const { status, stderr } = await cli.run(['issue', 'list']);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^error: (There is no database|The database lacks) .*"\.\/docket migrate up"\n$/),
  });
  expect((await cli.run(['migrate', 'up'])).stdout).toMatch(/^Applied 0001_initial\n/);
  expect((await cli.run(['issue', 'list'])).stderr).toBe('No issue matches.\n');
});

async function appliedSteps({ run }: TestCli): Promise<string[]> {
  const steps: { name: string; applied_at: string | null }[] = JSON.parse(
    (await run(['migrate', 'status', '--json'])).stdout,
  );
  return steps.filter((step) => step.applied_at !== null).map((step) => step.name);
}
