// Runs on sqlite: it tests what lies above the database.

import { spawnSync } from 'node:child_process';
import { createTestCli } from '@docket/kit/cli';
import { expect, test } from 'vitest';

/** What bash offers at the end of a line. */
async function offered(line: string): Promise<string[]> {
  const { run } = await createTestCli();
  const { stdout: script } = await run(['completion', 'bash']);
  const program = `${script}
    COMP_LINE='${line}'
    COMP_POINT=${line.length}
    _docket
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', program], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.trim().split('\n').filter(Boolean);
}

test.each([
  ['docket iss', ['issue']],
  ['docket issue clo', ['close']],
  ['docket --server http://x issue clo', ['close']],
  ['docket issue list --prio', ['--priority']],
  ['docket issue edit 42 --status ', ['open', 'in_progress', 'closed']],
  ['docket token create --scope iss', ['issues:read', 'issues:write']],
  ['docket token create --scope issues:r', ['read']],
  ['docket migrate ', ['up', 'down', 'status', 'create']],
  ['docket import git', ['github-archive']],
  ['docket completion ', []],
])('bash completes "%s"', async (line, words) => {
  const found = await offered(line);
  expect(found.filter((word) => !word.startsWith('-') || line.includes('--prio'))).toEqual(words);
});

const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;

test.each(['zsh', 'fish'])('%s reads its script', async (shell) => {
  const { run } = await createTestCli();
  const { status, stdout } = await run(['completion', shell]);
  expect(status).toBe(0);
  expect(stdout).toContain('in_progress');
  if (has(shell)) expect(spawnSync(shell, ['-n'], { input: stdout, encoding: 'utf8' })).toMatchObject({ status: 0 });
});

test('names the command that may be meant, and explains a verb of a group', async () => {
  const { run } = await createTestCli();
  expect((await run(['isue', 'list'])).stderr).toContain('(Did you mean issue?)');
  expect((await run(['issue', 'lst'])).stderr).toContain('(Did you mean one of list, ls?)');
  const help = await run(['help', 'issue', 'list']);
  expect(help).toEqual(await run(['issue', 'list', '--help']));
  expect(help.stdout).toMatch(/^Usage: docket issue list\|ls \[options\]\n/);
});
