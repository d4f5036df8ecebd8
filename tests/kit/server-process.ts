import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { type Child, spawnNode } from './child.ts';
import { createTestDatabase, migratedFile, temporaryFolder, testEngine } from './database.ts';

const MAIN = join(import.meta.dirname, '../../apps/server/src/start.js');

/** The server as a process of its own. */
export type Server = Child;

type OnEnd = (end: () => Promise<void> | void) => void;

type StartOptions = {
  cwd?: string;
  isGroup?: boolean;
  /** An open file for its log. */
  output?: number;
  openFiles?: number;
  /** Registers what ends the process; with the test when left out. */
  onEnd?: OnEnd;
};

/**
 * Starts the server as `pnpm start` does, with these settings and no others. Servers that are
 * started in one folder have one database.
 */
export async function start(settings: Record<string, string>, options: StartOptions = {}): Promise<Server> {
  const { cwd = temporaryFolder(), onEnd = onTestFinished, ...process } = options;
  // On SQLite it is what a server makes by default.
  const DATABASE_URL = testEngine() === 'postgresql' && !settings['DATABASE_URL'] ? await databaseIn(cwd) : '';
  const env = { PORT: '0', BCRYPT_COST: '4', ...(DATABASE_URL && { DATABASE_URL }), ...settings };
  const child = spawnNode([MAIN], { cwd, env, ...process });
  onEnd(() => void child.kill('SIGKILL'));
  return child;
}

const databases = new Map<string, Promise<string>>();

/** The address of the database of the servers that are started in a folder. It is migrated: to do that takes each a while. */
export async function databaseIn(folder: string, onEnd: OnEnd = onTestFinished): Promise<string> {
  if (testEngine() === 'sqlite') return `sqlite:${await fileIn(folder)}`;
  const database = databases.get(folder) ?? createTestDatabase({ onEnd });
  databases.set(folder, database);
  return database;
}

async function fileIn(folder: string): Promise<string> {
  const file = join(folder, 'data/docket.db');
  if (existsSync(file)) return file;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await migratedFile());
  return file;
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

/** The status with which a server that refuses to start ends, and what it says. */
export async function refusal(server: Server): Promise<{ status: number | null; message: string }> {
  const [status, message] = await Promise.all([statusAtExit(server), text(server.stderr)]);
  return { status, message: message.trimEnd() };
}
