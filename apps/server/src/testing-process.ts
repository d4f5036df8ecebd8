import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { temporaryFolder } from '@docket/db/testing';
import { onTestFinished } from 'vitest';

const MAIN = join(import.meta.dirname, 'main.ts');

/** The server as a process of its own. */
export type Server = ChildProcessByStdio<null, Readable, Readable>;

/** Starts the server as `pnpm start` does, with these settings and no others. */
export function start(settings: Record<string, string>, options: { cwd?: string; isGroup?: boolean } = {}): Server {
  const env = { PORT: '0', BCRYPT_COST: '4', ...settings };
  const { cwd = temporaryFolder(), isGroup: detached = false } = options;
  const child = spawn(process.execPath, [MAIN], { cwd, env, detached, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** The address that the server says it listens on, once so many of its processes do. */
export async function addressOf(server: Server, processes = 1): Promise<string> {
  let listening = 0;
  const lines: Interface = createInterface(server.stdout);
  for await (const line of lines) {
    const [, address] = /listening at (http:\S+?)"/i.exec(line) ?? [];
    if (address) listening += 1;
    if (address && listening === processes) return address;
  }
  throw new Error('the server ended without listening');
}

/** The status with which the server ends. */
export async function statusAtExit(server: Server): Promise<number | null> {
  const [status] = (await once(server, 'exit')) as [number | null];
  return status;
}
