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

type StartOptions = {
  cwd?: string;
  isGroup?: boolean;
  /** Registers what ends the process; with the test when left out. */
  onEnd?: (end: () => void) => void;
};

/** Starts the server as `pnpm start` does, with these settings and no others. */
export function start(settings: Record<string, string>, options: StartOptions = {}): Server {
  const env = { PORT: '0', BCRYPT_COST: '4', ...settings };
  const { cwd = temporaryFolder(), isGroup: detached = false, onEnd = onTestFinished } = options;
  const child = spawn(process.execPath, [MAIN], { cwd, env, detached, stdio: ['ignore', 'pipe', 'pipe'] });
  onEnd(() => void child.kill('SIGKILL'));
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

/** Runs SQL on a database file as another program would, whatever the server does meanwhile. */
export async function runSql(file: string, statement: string): Promise<void> {
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const db = new DatabaseSync(process.argv[1], { timeout: 5000 });
    db.exec(process.argv[2]);
    db.exec('pragma wal_checkpoint(truncate)');
    db.close();`;
  const child = spawn(process.execPath, ['-e', script, file, statement], { stdio: 'ignore' });
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`"${statement}" failed`);
}
