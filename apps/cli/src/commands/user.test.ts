import { TEST_PASSWORD } from '@docket/router/testing';
import { expect, test } from 'vitest';
import { createTestCli } from '../testing.ts';

test('makes an account that can log in with the password from standard input', async () => {
  const { run, open } = await createTestCli();
  const argv = ['user', 'create', 'Ada@example.org', '--username', 'ada', '--first-name', 'Ada', '--last-name', 'King'];
  const { status, stdout } = await run([...argv, '--admin', '--password-stdin', '--json'], {
    stdin: `${TEST_PASSWORD}\n`,
  });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ email: 'ada@example.org', full_name: 'Ada King', role: 'admin' });

  const docket = await open();
  await docket.caller('anonymous').auth.login({ username: 'ada', password: TEST_PASSWORD });
});

test('prints the new account as a table, without the fields that are empty', async () => {
  const { run } = await createTestCli();
  const { stdout } = await run(['user', 'create', 'ada@example.org', '--password-stdin'], { stdin: TEST_PASSWORD });
  expect(stdout).toMatch(/^email {7}ada@example\.org$/m);
  expect(stdout).toMatch(/^role {8}user$/m);
  expect(stdout).not.toContain('bio');
});

test('asks twice for the password on a terminal and shows nothing of it', async () => {
  const { run, open } = await createTestCli();
  const { status, stdout, stderr } = await run(['user', 'create', 'ada@example.org'], {
    keys: [`${TEST_PASSWORD}\r`, `${TEST_PASSWORD}\r`],
  });
  expect(status).toBe(0);
  expect(stderr).toBe('Password: \nThe same again: \n');
  expect(stdout).not.toContain(TEST_PASSWORD);

  const docket = await open();
  await docket.caller('anonymous').auth.login({ username: 'ada@example.org', password: TEST_PASSWORD });
});

test('makes no account when the two passwords differ', async () => {
  const { run, open } = await createTestCli();
  const { status, stderr } = await run(['user', 'create', 'ada@example.org'], {
    keys: [`${TEST_PASSWORD}\r`, 'other\r'],
  });
  expect(status).toBe(1);
  expect(stderr).toContain('error: The two passwords differ: try again\n');
  expect((await (await open()).caller({ system: 'test' }).user.list({})).total).toBe(0);
});

test('stops when the question is left with Ctrl-C', async () => {
  const { run } = await createTestCli();
  const { status, stderr } = await run(['user', 'create', 'ada@example.org'], { keys: ['corr\u0003'] });
  expect(status).toBe(1);
  expect(stderr).toContain('error: Stopped: nothing was changed\n');
});

test('does not wait for a password that nobody can type', async () => {
  const { run } = await createTestCli();
  const { status, stderr } = await run(['user', 'create', 'ada@example.org'], { stdin: TEST_PASSWORD });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^error: .*--password-stdin\n$/);
});

test('names the fields that are wrong, and says what is taken', async () => {
  const { run } = await createTestCli();
  const create = (email: string, stdin: string) => run(['user', 'create', email, '--password-stdin'], { stdin });

  const wrong = await create('nobody', 'short');
  expect(wrong.status).toBe(1);
  expect(wrong.stderr).toMatch(/^error: email: .*\nerror: password: .*\n$/);

  await create('ada@example.org', TEST_PASSWORD);
  expect(await create('ada@example.org', TEST_PASSWORD)).toEqual({
    status: 1,
    stdout: '',
    stderr: 'error: Email already registered\n',
  });
});

test('makes an admin of an account that is there', async () => {
  const { run, open } = await createTestCli();
  await run(['user', 'create', 'ada@example.org', '--username', 'ada', '--password-stdin'], { stdin: TEST_PASSWORD });
  expect(await run(['user', 'promote', 'Ada'])).toEqual({
    status: 0,
    stdout: 'ada@example.org is an admin.\n',
    stderr: '',
  });
  expect((await (await open()).caller({ user: 'ada' }).user.me()).role).toBe('admin');
  expect(await run(['user', 'promote', 'bob'])).toMatchObject({ status: 1, stderr: 'error: There is no user "bob"\n' });
});
