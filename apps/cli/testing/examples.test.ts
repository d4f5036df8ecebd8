// Runs on sqlite: it tests what lies above the database.

import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestCli } from '@docket/kit/cli';
import type { Docket } from '@docket/router';
import { expect, test } from 'vitest';

const EXAMPLES = join(import.meta.dirname, '../../../examples');

test('file-an-issue.ts files an issue as the user who is named', async () => {
  const docket = await openWithUser('ada');
  const run = runExample(docket, 'file-an-issue.ts', 'ada', 'Crash on save', 'An empty file crashes it.');
  expect(run).toMatchObject({ status: 0, stdout: 'Filed issue #1\n', stderr: '' });
  const issue = await docket.caller({ user: 'ada' }).issue.get({ id: '1' });
  expect(issue).toMatchObject({ title: 'Crash on save', priority: 'high', author: { username: 'ada' } });
});

test('close-stale-issues.ts closes what is a year old, however much is newer, under its own name', async () => {
  const docket = await openWithUser('ada');
  const ada = docket.caller({ user: 'ada' });
  for (let number = 1; number <= 102; number++)
    await ada.issue.create({ title: `Issue ${number}`, description: 'Long enough' });
  const longAgo = '2020-01-01T00:00:00.000Z';
  await docket.database.write((db) =>
    db.updateTable('issue').set({ updated_at: longAgo }).where('number', 'in', [1, 102]).execute(),
  );

  expect(runExample(docket, 'close-stale-issues.ts')).toMatchObject({ status: 0, stderr: '' });

  const closed = await ada.issue.list({ status: ['closed'] });
  expect(closed.items.map((issue) => issue.number)).toEqual([102, 1]);
  const { items } = await ada.issue.events({ id: '1' });
  expect(items.at(-1)).toMatchObject({ actor: null, actor_name: 'close-stale-issues' });
});

async function openWithUser(username: string): Promise<Docket> {
  const docket = await (await createTestCli()).open();
  await docket
    .caller({ system: 'test' })
    .user.create({ email: `${username}@example.org`, username, password: 'analytical engine' });
  return docket;
}

function runExample({ settings }: Docket, script: string, ...argv: string[]) {
  const { DATABASE_URL, SECRET_KEY } = settings;
  return spawnSync(process.execPath, [join(EXAMPLES, script), ...argv], {
    cwd: tmpdir(),
    env: { DATABASE_URL, SECRET_KEY },
    encoding: 'utf8',
  });
}
