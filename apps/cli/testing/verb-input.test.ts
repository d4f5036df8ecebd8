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

test.each([
  ['issue list --status open --status opn', '--status opn: Invalid option'],
  ['issue list --created-after noon', '--created-after: Must be a time'],
  ['issue list -R WEB ?', '--project ?: Must be'],
  ['issue view a', 'issue: Must be the id'],
  ['search ab', 'query: Must have at least 3'],
  ['issue bulk --ids 1 -s opn', '--status opn: Invalid option'],
  ['inbox set --level-of WEB=loud', '--level-of loud: Invalid option'],
])('names what was typed where "docket %s" is refused, and not a path of the API', async (line, expected) => {
  const { run } = await createTestCli();
  const { status, stderr } = await run(line.split(' '));
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(`error: ${expected}`) });
});

test('leaves paths as they are in JSON, in which they were written', async () => {
  const { run } = await createTestCli();
  const argv = ['issue', 'list', '--input', '-'];
  const { stderr } = await run(argv, { stdin: '{"status": ["opn"]}' });
  expect(stderr).toMatch(/^error: status\.0: /);
  const asJson = await run(['issue', 'list', '--status', 'opn', '--json']);
  expect(JSON.parse(asJson.stderr)).toMatchObject({ errors: [{ path: 'status.0' }] });
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
