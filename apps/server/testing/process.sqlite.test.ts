import { statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@docket/kit/database';
import { addressOf, start, statusAtExit } from '@docket/kit/server-process';
import { expect, test } from 'vitest';

test('starts on nothing but defaults: makes folder, database and key, and stops with status 0', async () => {
  const cwd = temporaryFolder();
  const server = await start({}, { cwd });
  const address = await addressOf(server);
  expect(await (await fetch(`${address}/health/ready`)).json()).toEqual({ status: 'ready' });
  for (const file of ['docket.db', 'docket.db-wal', 'secret_key']) {
    expect([file, statSync(join(cwd, 'data', file)).mode & 0o777]).toEqual([file, 0o600]);
  }
  server.kill('SIGTERM');
  expect(await statusAtExit(server)).toBe(0);
});
