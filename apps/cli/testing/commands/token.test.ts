import { createTestCli, type TestCli } from '@docket/kit/cli';
import { expect, test } from 'vitest';

async function withAda(): Promise<TestCli> {
  const cli = await createTestCli();
  await cli.run(['user', 'create', 'ada@example.org', '--username', 'ada', '--password-stdin'], {
    stdin: 'analytical',
  });
  return cli;
}

const create = [
  'token',
  'create',
  'ada',
  '--name',
  'nightly report',
  '--scope',
  'issues:read',
  '--scope',
  'users:read',
];

test('makes a token that works, and prints it alone', async () => {
  const { run, open } = await withAda();
  const { status, stdout, stderr } = await run([...create, '--expires', '90']);
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^dkt_[\w-]{43}\n$/) });
  expect(stderr).toMatch(/^Good for issues:read, users:read, until \d{4}-\d\d-\d\d\. It is shown only now:\n$/);
  const docket = await open();
  expect(await docket.caller({ access_token: stdout.trim() }).user.me()).toMatchObject({ username: 'ada' });
});

test('lists tokens without the secret, and ends one by its id', async () => {
  const { run, open } = await withAda();
  const made = JSON.parse((await run([...create, '--json'])).stdout);
  const { stdout } = await run(['token', 'list', 'ada']);
  expect(stdout).toMatch(/^ID +NAME +BEGINS WITH +SCOPES +CREATED +EXPIRES +LAST USED$/m);
  expect(stdout).toContain(`${made.id}  nightly report  ${made.prefix}`);
  expect(stdout).not.toContain(made.token);
  expect((await run(['token', 'revoke', 'ada', made.id])).status).toBe(0);
  const docket = await open();
  await expect(docket.caller({ access_token: made.token }).user.me()).rejects.toThrow('Could not validate credentials');
  expect(await run(['token', 'revoke', 'ada', made.id])).toMatchObject({
    status: 1,
    stderr: 'error: API token not found\n',
  });
});

test('names what is wrong with a token that cannot be made', async () => {
  const { run } = await withAda();
  const admin = await run(['token', 'create', '--name', 'x', '--scope', 'issues:read,admin', 'ada']);
  expect(admin).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining('Only an admin can give admin'),
  });
  const unknown = await run(['token', 'create', 'ada', '--name', 'x', '--scope', 'everything']);
  expect(unknown).toMatchObject({ status: 1, stderr: expect.stringContaining('--scope everything: Invalid option') });
  expect((await run(['token', 'create', 'ada', '--name', 'x'])).status).toBe(2);
});
