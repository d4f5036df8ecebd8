// Runs on sqlite: it tests what lies above the database.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { ENDS_WITH_US } from '@docket/kit/child';
import { temporaryFolder } from '@docket/kit/database';
import { freePort } from '@docket/kit/postgres';
import { addressOf } from '@docket/kit/server-process';
import { expect, onTestFinished, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

test('C86: on a platform that gives a port, the Procfile listens on all addresses and takes signals', async () => {
  const [, command = ''] = /^web: (.*)$/m.exec(readFileSync(join(root, 'Procfile'), 'utf8')) ?? [];
  const port = await freePort();
  const env = { PORT: String(port), DATA_DIR: temporaryFolder(), NODE_OPTIONS: ENDS_WITH_US.join(' ') };
  const server = spawn('sh', ['-c', command], { cwd: root, env, stdio: 'pipe' });
  onTestFinished(() => void server.kill('SIGKILL'));
  await addressOf(server);
  const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  for (const { address } of addresses.filter(({ family }) => family === 'IPv4')) {
    expect((await fetch(`http://${address}:${port}/health/ready`)).status).toBe(200);
  }
  server.kill('SIGTERM');
  expect(await once(server, 'exit')).toEqual([0, null]);
});
