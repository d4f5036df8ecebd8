import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import { ENDS_WITH_US } from '@docket/kit/child';
import { checkSettings, openDocket } from '@docket/router';
import { pinned } from './pinned.ts';

const ROOT = join(import.meta.dirname, '..');
const MAIN = join(ROOT, 'apps/server/src/start.js');

/** The settings of production. Nothing is limited, because the server is to be measured and not its limits. */
export function settingsIn(folder: string): Record<string, string> {
  return {
    ENVIRONMENT: 'production',
    SECRET_KEY: 'f3b1c7d90a5e482bb6f1de0c937a64d8',
    DATA_DIR: folder,
    HOST: '127.0.0.1',
    PORT: '0',
    BCRYPT_COST: '12',
    RATE_LIMIT_READS: '0',
    RATE_LIMIT_WRITES: '0',
    RATE_LIMIT_CONTENT: '0',
    RATE_LIMIT_LOGINS: '0',
    RATE_LIMIT_SIGNUPS: '0',
    ACCESS_TOKEN_EXPIRE_MINUTES: '1440', // a token is good for the whole of a run
  };
}

type Contents = { usernames: string[]; password: string; issues: number };

/** Makes a database in the folder with these accounts, and issues of the first of them. */
export async function prepareDatabase(folder: string, { usernames, password, issues }: Contents): Promise<void> {
  const docket = await openDocket(checkSettings(settingsIn(folder)));
  const script = docket.caller({ system: 'bench' });
  for (const username of usernames) await script.user.create({ username, password, email: `${username}@example.org` });
  const author = docket.caller({ user: usernames[0] ?? '' });
  for (let number = 1; number <= issues; number += 1) {
    await author.issue.create({ title: `Issue ${number}`, description: 'It happens now and then' });
  }
  await docket.close();
}

export type BenchedServer = { address: string; pid: number; stop(signal?: NodeJS.Signals): Promise<void> };

/** `core`: the only one that it may run on, if only one. `command`: what starts it, with what else in its environment. */
type ServerOptions = {
  workers?: number;
  databaseUrl?: string;
  core?: number | 'all';
  command?: string[];
  env?: NodeJS.ProcessEnv;
};

/** The server as a process of its own, as `pnpm start` runs it, or as one with so many workers. */
export async function startServer(
  folder: string,
  {
    workers = 1,
    databaseUrl = '',
    core = 'all',
    command = [process.execPath, ...ENDS_WITH_US, MAIN],
    env = {},
  }: ServerOptions = {},
): Promise<BenchedServer> {
  // Into a file: a pipe that we are too busy to empty would stop the server, and be measured with it.
  const log = join(folder, 'server.log');
  const stdout = openSync(log, 'w');
  const ended = new AbortController();
  const changes = watch(log, { signal: ended.signal });
  const [program, args] = pinned(core, command);
  const server = spawn(program, args, {
    cwd: ROOT,
    env: { ...env, ...settingsIn(folder), WORKERS: String(workers), DATABASE_URL: databaseUrl }, // empty: the file in the folder
    stdio: ['pipe', stdout, 'inherit'],
  });
  const exit = once(server, 'exit').finally(() => ended.abort(new Error('The server ended without listening')));
  const address = await addressIn(log, { changes, workers });
  const [, pid] = /"pid":(\d+)/.exec(readFileSync(log, 'utf8')) ?? []; // that of `server` may be of what started it
  return {
    address,
    pid: Number(pid),
    async stop(signal = 'SIGKILL') {
      // Hundreds of logins under way need not be waited for; workers end with the process that started them.
      process.kill(workers === 1 ? Number(pid) : (server.pid ?? Number.NaN), signal);
      await exit;
    },
  };
}

type Waiting = { changes: AsyncIterable<unknown>; workers: number };

/** The address that the server says it listens on, once all its workers do. */
async function addressIn(log: string, { changes, workers }: Waiting): Promise<string> {
  for await (const _ of changes) {
    const said = [...readFileSync(log, 'utf8').matchAll(/listening at (http:\S+?)"/gi)];
    const address = said[workers - 1]?.[1];
    if (address) return address;
  }
  throw new Error('The log ended');
}

/**
 * An access token.
 *
 * @throws Error when the login is refused
 */
export async function logIn(address: string, credentials: { username: string; password: string }): Promise<string> {
  const response = await fetch(`${address}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  });
  const { access_token } = (await response.json()) as { access_token?: string };
  if (!access_token) throw new Error(`The login failed with status ${response.status}`);
  return access_token;
}
