// Runs on sqlite: it tests what lies above the database.

import { runCommand } from '@docket/kit/cli';
import { openWorld } from '@docket/kit/world';
import { afterAll, beforeEach, expect, test } from 'vitest';

const world = await openWorld(afterAll);

beforeEach(() => world.restore());

/** As Ada, on the database of this machine. */
function docket(line: string, env: Record<string, string> = {}) {
  const around = { settings: () => world.docket.settings, env: { XDG_CONFIG_HOME: '/nonexistent', ...env } };
  return runCommand([...line.split(' '), '--as', 'ada'], around);
}

test('relates issues, shows what they are to each other, and takes it back', async () => {
  expect((await docket('issue relate 1 blocks TEAM-1')).stderr).toBe('It blocks TEAM-1: Release\n');
  const { stdout } = await docket('issue relations TEAM-1');
  expect(stdout).toMatch(/^is blocked by +#1 +open +Crash$/m);
  expect((await docket('issue relations 1', { DOCKET_PROJECT: 'team' })).stdout).toMatch(/^is blocked by +MAIN-1 /m);
  expect((await docket('issue unrelate TEAM-1 blocked_by #1')).stderr).toBe('It is blocked by 1 no longer.\n');
  expect((await docket('issue relations 1')).stdout).toMatch(/^IT .*\nrelates to +TEAM-1 .*\n$/);
  expect((await docket('issue history 1')).stdout).toMatch(/relation\.deleted +blocks: TEAM-1 → none\n$/);
});

test('closes with a reason, and as a duplicate', async () => {
  expect(await docket('issue close 1 --reason not_planned')).toMatchObject({ status: 0 });
  expect((await docket('issue view 1')).stdout).toMatch(/^closed as not_planned · /m);
  await docket('issue reopen 1');
  expect((await docket('issue close TEAM-1 --duplicate-of #1')).stderr).toBe('Closed issue TEAM-1: Release\n');
  expect((await docket('issue relations 1')).stdout).toMatch(/^is duplicated by +TEAM-1 +closed /m);
  expect((await docket('issue close 1 --reason because')).status).toBe(2);
});

test('makes an issue part of another one, and says how many parts are done', async () => {
  const create = 'issue create --title Leak --description again';
  expect(await docket(`${create} --parent TEAM-1`)).toMatchObject({ status: 0 });
  expect(await docket('issue edit 1 --parent TEAM-1')).toMatchObject({ status: 0 });
  expect((await docket('issue view 1')).stdout).toMatch(/^Part of: TEAM-1 Release$/m);
  await docket('issue close 1');
  expect((await docket('issue view TEAM-1')).stdout).toMatch(/^Parts: 1 of 2 done$/m);
  expect((await docket('issue list --parent TEAM-1')).stdout).toMatch(/^#2 .*\n#1 .*/m);
  const closed = await docket('issue close TEAM-1');
  expect(closed.stderr).toBe('Closed issue TEAM-1: Release\nOf its parts, 1 of 2 are done.\n');
  await docket('issue edit 1 --no-parent');
  expect((await docket('issue history 1')).stdout).toMatch(/parent: TEAM-1 → none\n$/);
});

test('reacts, and takes it back', async () => {
  expect((await docket('issue react 1 heart')).stderr).toBe('Reactions: heart 1, eyes 1\n');
  expect((await docket('issue view 1')).stdout).toMatch(/^Reactions: heart 1, eyes 1$/m);
  await docket('issue unreact 1 heart');
  expect((await docket('issue unreact #1 eyes')).stderr).toBe('Reactions: none\n');
  expect((await docket(`comment react ${world.comment.id} rocket`)).stderr).toBe('Reactions: rocket 1\n');
  expect((await docket(`comment unreact ${world.comment.id} rocket`)).stderr).toBe('Reactions: none\n');
});

test('says when an issue is due, changes it, and finds what is due by then', async () => {
  await docket('issue create --title Leak --description again --due 2026-01-31');
  await docket('issue edit 1 --due 2026-02-28');
  expect((await docket('issue view 1')).stdout).toMatch(/^Due: 2026-02-28$/m);
  const { stdout } = await docket('issue list --due-after 2026-01-01 --sort due-asc');
  expect(stdout).toMatch(/^#2 .*Leak\n#1 .*Crash\n$/m);
  expect((await docket('issue list --due-before 2026-02-01')).stdout).not.toContain('#1 ');
  expect((await docket('issue bulk --ids 2 --due 2026-03-01')).stdout).toContain('due_on: 2026-01-31 → 2026-03-01');
  await docket('issue edit 1 --no-due');
  expect((await docket('issue history 1')).stdout).toMatch(/due_on: 2026-02-28 → none\n$/);
  expect((await docket('issue edit 1 --due tomorrow')).status).toBe(1);
});
