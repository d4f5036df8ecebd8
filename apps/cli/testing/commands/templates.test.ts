// Runs on sqlite: it tests what lies above the database.

import { runCommand } from '@docket/kit/cli';
import { openWorld } from '@docket/kit/world';
import { afterAll, beforeEach, expect, test } from 'vitest';

const world = await openWorld(afterAll);

beforeEach(() => world.restore());

/** On the database of this machine. */
function docket(as: string, words: string[], env: Record<string, string> = {}) {
  const around = { settings: () => world.docket.settings, env: { XDG_CONFIG_HOME: '/nonexistent', ...env } };
  return runCommand([...words, '--as', as], around);
}

const TEAM = { DOCKET_PROJECT: 'team' };

test('makes templates in the default project, or in the main one, and looks after them', async () => {
  const made = await docket('root', ['template', 'create', 'Wish', '--title', 'I wish', '--label', 'bug']);
  expect(made).toMatchObject({ status: 0, stderr: 'Made the template Wish.\n' });
  expect((await docket('bob', ['template', 'list'])).stdout).toMatch(/^Wish +bug +I wish$/m);
  expect((await docket('bob', ['template', 'list'], TEAM)).stdout).toMatch(/^Bug report +high +bug +ada$/m);
  expect((await docket('bob', ['template', 'list', '--project', 'WEB'])).stdout).toBe('');
  const edited = await docket('ada', ['template', 'edit', 'bug REPORT', '--no-priority', '--name', 'Bug'], TEAM);
  expect(edited.stderr).toBe('Changed the template Bug.\n');
  expect((await docket('bob', ['template', 'view', 'Bug'], TEAM)).stdout).toMatch(/^labels +bug$/m);
  const unknown = await docket('ada', ['template', 'edit', 'Bug', '--name', 'Else']);
  expect(unknown).toMatchObject({ status: 1, stderr: expect.stringContaining('There is no template "Bug" in') });
  await docket('ada', ['template', 'delete', 'Bug', '--yes'], TEAM);
  expect((await docket('bob', ['template', 'list'], TEAM)).stdout).toBe('');
});

test('files an issue with what a template has, and asks for the rest of one without', async () => {
  const filed = await docket('bob', ['issue', 'create', '--template', 'Bug report', '--title', 'Leak'], TEAM);
  expect(filed).toMatchObject({ status: 0 });
  const { stdout } = await docket('bob', ['issue', 'view', filed.stdout.trim()], TEAM);
  expect(stdout).toMatch(/high priority/);
  expect(stdout).toMatch(/^Labels: bug$/m);
  expect(stdout).toMatch(/^What did you do\?$/m);
  const untitled = await docket('bob', ['issue', 'create', '--template', 'Bug report'], TEAM);
  expect(untitled).toMatchObject({ status: 1, stderr: expect.stringContaining('title') });
  for (const said of [[], ['--title', 'Leak'], ['--description', 'It leaks']]) {
    const { status, stderr } = await docket('bob', ['issue', 'create', ...said]);
    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining('not specified') });
  }
});
