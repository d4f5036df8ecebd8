// Runs on sqlite: it tests what lies above the database.

import { runCommand } from '@docket/kit/cli';
import { openWorld } from '@docket/kit/world';
import { afterAll, beforeEach, expect, test } from 'vitest';

const world = await openWorld(afterAll);

beforeEach(() => world.restore());

/** On the database of this machine. */
function docket(as: string, ...words: string[]) {
  const around = { settings: () => world.docket.settings, env: { XDG_CONFIG_HOME: '/nonexistent' } };
  return runCommand([...words, '--as', as], around);
}

test('shows what there is to tell, and marks it by its issue', async () => {
  const { stdout } = await docket('ada', 'inbox');
  expect(stdout).toMatch(/^TEAM-1 +unread +author +1 +\S+ \S+ +Release +[0-9a-f-]{36}$/m);
  const marked = await docket('ada', 'inbox', 'mark', 'team-1', 'read');
  expect(marked).toMatchObject({ status: 0, stderr: 'Marked TEAM-1 as read: Release\n' });
  expect((await docket('ada', 'inbox', 'list', '--state', 'unread')).stdout).toBe('');
  const none = await docket('ada', 'inbox', 'mark', '1', 'read');
  expect(none).toMatchObject({ status: 1, stderr: expect.stringContaining('There is no notification of MAIN-1') });
  expect((await docket('ada', 'inbox', 'done')).stderr).toBe('Done with 1 notification.\n');
  expect((await docket('ada', 'inbox')).stderr).toContain('No notification matches.');
});

test('says who watches an issue, and why', async () => {
  expect((await docket('ada', 'issue', 'watching', '1')).stderr).toBe('You watch it: you wrote it.\n');
  expect((await docket('ada', 'issue', 'unwatch', '1')).stderr).toBe('You do not watch it.\n');
  expect((await docket('bob', 'issue', 'watch', '1')).stderr).toBe('You watch it: you asked for it.\n');
  expect((await docket('ada', 'issue', 'watchers', '1')).stdout).toMatch(/^USER +NAME\nbob +\S+\n$/);
});

test('sets what one wants to be told, and says so', async () => {
  const set = await docket(
    'ada',
    'inbox',
    'set',
    '--mail',
    'daily',
    '--quiet',
    '22:00-07:00',
    '--level-of',
    'TEAM=all',
  );
  expect(set.stdout).toMatch(/^mail +daily$/m);
  expect(set.stdout).toMatch(/^quiet_hours +22:00 to 07:00$/m);
  expect(set.stdout).toMatch(/^level of TEAM +all$/m);
  const taken = await docket('ada', 'inbox', 'set', '--quiet', 'none', '--level-of', 'TEAM=');
  expect(taken.stdout).not.toMatch(/TEAM|22:00/);
  const wrong = await docket('ada', 'inbox', 'set', '--quiet', '22-7');
  expect(wrong).toMatchObject({ status: 1, stderr: expect.stringContaining('Must be a time of day such as 08:00') });
});
