import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BenchedServer } from '../benched-server.ts';
import { pinned, SERVER_CORE } from '../pinned.ts';

export type Peer = BenchedServer;

/**
 * Starts one of `bench/peers` on the core of the servers.
 *
 * @throws Error when it ends without listening
 */
export async function startPeer(script: string, args: string[]): Promise<Peer> {
  const command = [process.execPath, join(import.meta.dirname, '../peers', script), ...args];
  const child = spawn(...pinned(SERVER_CORE, command), { stdio: ['pipe', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  for await (const line of createInterface(child.stdout)) {
    const [, address] = /^listening at (\S+)$/.exec(line) ?? [];
    if (address) return { address, pid: child.pid ?? Number.NaN, stop };
  }
  throw new Error(`${script} ended without listening`);

  async function stop(): Promise<void> {
    child.stdin.end(); // which ends it
    await exit;
  }
}
