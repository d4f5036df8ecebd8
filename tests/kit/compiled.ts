// Servers keep what they have compiled (apps/server/src/start.js), but write it down only when they are told to stop, and
// most of the tests' are killed. So one of them starts and stops before the others, which then take half the time.

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnNode } from './child.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Vitest's global setup. */
export default async function setup(): Promise<void> {
  if (existsSync(join(ROOT, 'node_modules/.cache/node'))) return;
  const cwd = await mkdtemp(join(tmpdir(), 'docket-compiled-'));
  const server = spawnNode([join(ROOT, 'apps/server/src/start.js')], { cwd, env: { PORT: '0' } });
  server.ref(); // nothing else keeps us waiting yet
  const exit = once(server, 'exit');
  await Promise.race([once(server.stdout, 'data'), exit]); // its first line is that it listens
  server.kill('SIGTERM');
  await exit;
  await rm(cwd, { recursive: true });
}
