// Runs on sqlite: it tests what lies above the database.

import { createTestCli } from '@docket/kit/cli';
import { expect, test } from 'vitest';

test.each([['{'], ['[]'], ['"text"'], ['null']])('refuses %s as a whole input', async (stdin) => {
  const { run } = await createTestCli();
  expect(await run(['issue', 'list', '--input', '-'], { stdin })).toMatchObject({
    status: 1,
    stderr: 'error: --input: standard input is no JSON object\n',
  });
});

test('takes a whole input from a file, to which options add', async () => {
  const { run } = await createTestCli();
  const missing = await run(['issue', 'list', '--input', '/nonexistent/input.json']);
  expect(missing.stderr).toMatch(/^error: \/nonexistent\/input\.json cannot be read: check the path/);
  const input = { stdin: '{"page": 2, "size": 50}' };
  const { stdout } = await run(['user', 'list', '--input', '-', '--size', '7', '--json'], input);
  expect(JSON.parse(stdout)).toMatchObject({ page: 2, size: 7 });
});

test('names the option or the word that is missing', async () => {
  const { run } = await createTestCli();
  const said = async (...argv: string[]) => (await run(argv)).stderr.split('\n')[0];
  expect(await said('issue', 'view')).toBe("error: missing required argument 'issue'");
  expect(await said('token', 'create', '--scope', 'admin')).toMatch(
    /^error: required option '--name <\w+>' not specified$/,
  );
  expect(await said('comment', 'create', '1')).toMatch(
    /^error: required option '-b, --body <text>' not specified \(or -F FILE/,
  );
  expect(await said('import', 'issues')).toMatch(/^error: required option '--(source|input) <\w+>' not specified$/);
});

test('asks for an optional secret only when its option says so', async () => {
  const { run, open } = await createTestCli();
  await run(['user', 'create', 'ada@example.org', '--username', 'ada', '--password-stdin'], { stdin: 'analytical' });
  const keys = ['difference engine\r', 'difference engine\r'];
  const { status, stderr } = await run(['user', 'edit', 'ada', '--password'], { keys });
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^Password: \n.*\nChanged ada@example\.org\.\n$/),
  });
  const docket = await open();
  await docket.caller('anonymous').auth.login({ username: 'ada', password: 'difference engine' });
});
