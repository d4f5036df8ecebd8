import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { StoredSession } from '@docket/client';
import { CommandError } from '../failure.ts';
import type { Io } from '../io.ts';
import { whileLocked } from './lock.ts';

/** What is kept of a server: a session that renews itself, or an API token. */
export type Login = {
  url: string;
  username: string;
  session?: StoredSession | null;
  token?: string;
  /** The pages for people, if they were named. */
  pages?: string;
};

type Logins = { current: string | null; servers: Record<string, Login> };

/** An account of a service may have no home, or the home of another. */
const NOT_THERE = ['ENOENT', 'ENOTDIR', 'EACCES'];

const NONE: Logins = { current: null, servers: {} };

/** The file that keeps logins, which only its owner can read. */
export function loginsFile({ env }: Pick<Io, 'env'>): string {
  const base = env['XDG_CONFIG_HOME'] || join(env['HOME'] || homedir(), '.config');
  return join(base, 'docket', 'logins.json');
}

export function currentLogin(io: Pick<Io, 'env'>): Login | undefined {
  const { current, servers } = read(io);
  return current === null ? undefined : servers[current];
}

export function readLogin(io: Pick<Io, 'env'>, url: string): Login | undefined {
  return read(io).servers[url];
}

export function allLogins(io: Pick<Io, 'env'>): Login[] {
  return Object.values(read(io).servers);
}

/** Keeps a login, which is the current one from now on. */
export function saveLogin(io: Pick<Io, 'env'>, login: Login): Promise<void> {
  return change(io, ({ servers }) => ({ current: login.url, servers: { ...servers, [login.url]: login } }));
}

/** Forgets a login. Another one becomes the current one, if it was this. */
export function forgetLogin(io: Pick<Io, 'env'>, url: string): Promise<void> {
  return change(io, ({ current, servers: { [url]: _, ...servers } }) => ({
    current: current === url ? (Object.keys(servers).at(-1) ?? null) : current,
    servers,
  }));
}

/**
 * Where the typed client keeps the session of a login. Two commands at once share it: whoever renews it does so while
 * the other waits, and finds the new tokens then.
 */
export function sessionStore(io: Pick<Io, 'env'>, url: string) {
  return {
    get: () => readLogin(io, url)?.session ?? null,
    async set(session: StoredSession | null) {
      await change(io, ({ current, servers: { [url]: login, ...others } }) => ({
        current,
        // A login that was forgotten meanwhile stays forgotten.
        servers: login ? { ...others, [url]: { ...login, session } } : others,
      }));
    },
    exclusively: <T>(work: () => Promise<T>) => whileLocked(`${loginsFile(io)}.renewing`, work),
  };
}

async function change(io: Pick<Io, 'env'>, next: (logins: Logins) => Logins): Promise<void> {
  const file = loginsFile(io);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new CommandError(`${dirname(file)} cannot be made (${String(error)}): name another place in XDG_CONFIG_HOME`);
  }
  await whileLocked(`${file}.lock`, async () => write(file, next(read(io))));
}

function read(io: Pick<Io, 'env'>): Logins {
  const file = loginsFile(io);
  try {
    return { ...NONE, ...(JSON.parse(readFileSync(file, 'utf8')) as Partial<Logins>) };
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOT_THERE.includes(String(error.code))) return NONE;
    throw new CommandError(`${file} cannot be read (${String(error)}): mend it, or remove it and log in again`);
  }
}

/** All of it or none, whenever the machine stops. */
function write(file: string, logins: Logins): void {
  const part = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(part, `${JSON.stringify(logins, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true });
    chmodSync(part, 0o600);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw new CommandError(`${file} cannot be written (${String(error)}): make room, or set XDG_CONFIG_HOME`);
  }
}
