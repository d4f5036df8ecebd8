// Runs on sqlite: it tests what lies above the database.

import { runCommand } from '@docket/kit/cli';
import { openWorld } from '@docket/kit/world';
import { afterAll, expect, test } from 'vitest';

const world = await openWorld(afterAll);

/** As Ada, on the database of this machine. */
function docket(line: string | string[], more: Record<string, string> = {}) {
  const around = { settings: () => world.docket.settings, env: { XDG_CONFIG_HOME: '/nonexistent', ...more } };
  return runCommand([...(typeof line === 'string' ? line.split(' ') : line), '--as', 'ada'], around);
}

const issue = () => world.users.ada.caller.issue.get({ id: '1' });

test('changes many issues, says what became of each, and takes it back', async () => {
  const dry = await docket(['issue', 'bulk', '--search', 'label:bug', '--close', '--remove-label', 'bug', '--dry-run']);
  expect(dry).toMatchObject({ status: 0, stderr: 'Would change 1 issue.\n' });
  expect(dry.stdout).toContain('status: open → closed, closed_reason: none → completed, labels: bug → none');
  expect((await issue()).status).toBe('open');
  const { stdout, stderr } = await docket('issue bulk --ids 1 9 --priority high --add-assignee me');
  expect(stdout).toMatch(/^ISSUE +RESULT +TITLE\n#1 +priority: medium → high, .* +Crash\n9 +Issue not found *\n$/);
  const [, undo = ''] = /^Changed 1 issue, 1 refused\. Within a day: \.\/docket (issue undo \S+)\n$/.exec(stderr) ?? [];
  expect(await docket(undo)).toMatchObject({ status: 0, stderr: 'Set 1 issue back.\n' });
  expect(await issue()).toMatchObject({ priority: 'medium', assignees: [] });
});

test('makes many issues parts of one, of the default project where it is a number alone', async () => {
  const whole = await world.users.ada.caller.issue.create({ title: 'Whole', description: 'of parts', project: 'TEAM' });
  const line = `issue bulk --ids MAIN-1 --parent #${whole.number}`;
  expect((await docket(line, { DOCKET_PROJECT: 'TEAM' })).stdout).toContain(`parent: none → ${whole.key}`);
  expect(await issue()).toMatchObject({ parent: { key: whole.key } });
  await docket('issue bulk --ids MAIN-1 --no-parent');
  expect(await issue()).toMatchObject({ parent: null });
});

test('takes issues out of their milestone', async () => {
  const { caller } = world.users.ada;
  await world.users.root.caller.milestone.create({ title: '2.0' });
  await caller.issue.update({ id: '1', milestone: '2.0' });
  expect((await docket('issue bulk --ids 1 --no-milestone')).stdout).toContain('milestone: 2.0 → none');
});
