import { createTestCli } from '@docket/kit/cli';
import { TEST_PASSWORD } from '@docket/kit/docket';
import { expect, test } from 'vitest';

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

test('sets a new password, and ends the sessions of the old one', async () => {
  const { run, open } = await createTestCli();
  await run(['user', 'create', 'ada@example.org', '--username', 'ada', '--password-stdin'], { stdin: TEST_PASSWORD });
  const docket = await open();
  const { auth } = docket.caller('anonymous');
  const tokens = await auth.login({ username: 'ada', password: TEST_PASSWORD });
  expect(await run(['user', 'password', 'ada', '--password-stdin'], { stdin: 'difference engine' })).toEqual({
    status: 0,
    stdout: 'ada@example.org has a new password, and is logged out everywhere. API tokens go on working.\n',
    stderr: '',
  });
  await expect(docket.caller(tokens).user.me()).rejects.toThrow('Could not validate credentials');
  await auth.login({ username: 'ada', password: 'difference engine' });
  const { id } = await docket.caller({ user: 'ada' }).user.me();
  await docket.caller({ system: 'test' }).user.update({ id, is_active: false });
  expect(
    (await run(['user', 'password', 'ADA@example.org', '--password-stdin'], { stdin: TEST_PASSWORD })).status,
  ).toBe(0);
  const short = await run(['user', 'password', 'ada', '--password-stdin'], { stdin: 'short' });
  expect(short).toMatchObject({ status: 1, stderr: expect.stringMatching(/^error: password: /) });
});

test('lists accounts as a table, and finds some by text', async () => {
  const { run } = await createTestCli();
  const create = (email: string, ...more: string[]) =>
    run(['user', 'create', email, '--password-stdin', ...more], { stdin: TEST_PASSWORD });
  await create('ada@example.org', '--username', 'ada', '--admin');
  await create('grace@example.org', '--first-name', 'Grace');
  const { stdout, stderr } = await run(['user', 'list']);
  expect(stdout).toMatch(/^USERNAME +EMAIL +ROLE +ACTIVE +CREATED +NAME$/m);
  expect(stdout).toMatch(/^ada +ada@example\.org +admin +yes +\d{4}-\d\d-\d\d +ada@example\.org$/m);
  expect(stderr).toBe('2 of 2 accounts (page 1 of 1)\n');
  for (const option of ['--search', '-q', '--q']) {
    const found = JSON.parse((await run(['user', 'list', option, 'GRACE', '--json'])).stdout);
    expect(found.items).toMatchObject([{ email: 'grace@example.org' }]);
  }
});

test('lists the page that is asked for', async () => {
  const { run } = await createTestCli();
  for (const name of ['ada', 'bob', 'eve']) {
    await run(['user', 'create', `${name}@example.org`, '--password-stdin'], { stdin: TEST_PASSWORD });
  }
  const { stdout } = await run(['user', 'list', '--page', '2', '--size', '2', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ page: 2, items: [{ email: 'eve@example.org' }] });
});
