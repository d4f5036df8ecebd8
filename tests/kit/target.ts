// A server process of its own to attack, over real sockets: nothing of it is reached but through HTTP,
// its log, its database and what the operating system says of it.

import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { isMutation, listProcedures } from '@docket/router';
import { afterAll, onTestFinished } from 'vitest';
import { collectLog } from './collected-log.ts';
import { runSql, testEngine } from './database.ts';
import { addressOf, databaseIn, type Server, start } from './server-process.ts';

export const PASSWORD = 'correct horse battery staple';
export const SECRET_KEY = 'f3b1c7d90a5e482bb6f1de0c937a64d8';

/** What production demands, on an address of our own, and open to the users of the tests. */
export const production = { ENVIRONMENT: 'production', HOST: '127.0.0.1', SECRET_KEY, REGISTRATION: 'open' };

const ADMIN = { FIRST_ADMIN_EMAIL: 'root@example.org', FIRST_ADMIN_PASSWORD: PASSWORD };

/** Attacks come by the hundred; the limits have tests of their own. */
const UNLIMITED = Object.fromEntries(
  ['READS', 'WRITES', 'CONTENT', 'LOGINS', 'SIGNUPS'].map((kind) => [`RATE_LIMIT_${kind}`, '0'] as const),
);

/** With an admin and without limits, unless these say otherwise. */
export function settingsOfTarget(settings: Record<string, string>): Record<string, string> {
  return { ...ADMIN, ...UNLIMITED, ...settings };
}

/** What is reached through HTTP, its database and its log. */
export type ServedTarget = {
  url: string;
  /** The address of its database. */
  database: string;
  /** All that it has written to stdout and stderr, as soon as that contains `text`. */
  logWith(text: string): Promise<string>;
};

export type Target = ServedTarget & { process: Server };

/** Starts a server that runs as long as the tests of the file do, and waits until it listens. */
export function startServer(settings: Record<string, string> = {}): Promise<Target> {
  return open(settings, afterAll);
}

/** As `startServer`, for one test. */
export function startServerForTest(settings: Record<string, string> = {}): Promise<Target> {
  return open(settings, onTestFinished);
}

async function open(settings: Record<string, string>, onEnd: typeof onTestFinished | typeof afterAll): Promise<Target> {
  const cwd = mkdtempSync(join(tmpdir(), 'docket-abuse-'));
  const database = settings['DATABASE_URL'] ?? (await databaseIn(cwd, onEnd));
  const given = { DATABASE_URL: database, ...settingsOfTarget(settings) };
  const server = await start(given, { cwd, onEnd: () => undefined });
  const hasEnded = once(server, 'exit');
  onEnd(async () => {
    server.kill('SIGKILL');
    await hasEnded;
    rmSync(cwd, { recursive: true });
  });
  const logWith = collectLog([server.stdout, server.stderr]);
  const url = await addressOf(server, Number(settings['WORKERS'] ?? 1));
  server.stdout.resume(); // or a full pipe would hold the server up
  return { url, database, process: server, logWith };
}

export type Answer<T> = { status: number; headers: Headers; text: string; json: T };

export type Sent = {
  token?: string | undefined;
  json?: unknown;
  /** A body as it stands, and its content type; empty for none, which only bytes can have. */
  body?: string | Buffer<ArrayBuffer>;
  type?: string;
  headers?: Record<string, string>;
};

/** Sends one request, such as `GET /api/v1/issues`. */
export async function send<T = unknown>(
  { url }: Pick<Target, 'url'>,
  route: string,
  { token, json, body = JSON.stringify(json), type = 'application/json', headers }: Sent = {},
): Promise<Answer<T>> {
  const [method = '', path = ''] = route.split(/ (.*)/s);
  const response = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && type !== '' && { 'content-type': type }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
  const answer = await response.text();
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text: answer,
    json: (isJson ? JSON.parse(answer) : undefined) as T,
  };
}

const mutations = new Set(
  listProcedures()
    .filter(isMutation)
    .map(({ name }) => name),
);

/** As a proxy says it of a call from this address; it counts where TRUSTED_PROXIES has `loopback`. */
export function from(address: string): Pick<Sent, 'headers'> {
  return { headers: { 'x-forwarded-for': address } };
}

type Limited = { name: string; quota: number; window: number; remaining: number; reset: number };

/**
 * The limits that an answer tells of.
 *
 * @throws Error unless they are as draft-ietf-httpapi-ratelimit-headers-10 has them
 */
export function limitsOf({ headers }: Pick<Answer<unknown>, 'headers'>): Limited[] {
  const policies = (headers.get('ratelimit-policy') ?? '').split(', ');
  const states = (headers.get('ratelimit') ?? '').split(', ');
  return policies.map((policy, at) => {
    const [, name = '', quota, window] = /^"([a-z-]+)";q=(\d+)(?:;qu="content-bytes")?;w=(\d+)$/.exec(policy) ?? [];
    const [, same, remaining, reset] = /^"([a-z-]+)";r=(\d+);t=(\d+)$/.exec(states[at] ?? '') ?? [];
    const isWellFormed = name !== '' && same === name && states.length === policies.length;
    if (!isWellFormed) throw new Error(`these are no limits: ${policies.join()} and ${states.join()}`);
    return { name, quota: Number(quota), window: Number(window), remaining: Number(remaining), reset: Number(reset) };
  });
}

/** Lets so many seconds pass for the limits that the server keeps in its database; below 0, as if its clock had been ahead. */
export async function passTime({ database }: ServedTarget, seconds: number): Promise<void> {
  const earlier =
    testEngine() === 'postgresql'
      ? `expires_at - interval '${seconds} seconds'`
      : `strftime('%Y-%m-%dT%H:%M:%fZ', expires_at, '${-seconds} seconds')`;
  await runSql(database, `update rate_limit set expires_at = ${earlier}`);
}

/** How many of the calls were answered with each status. */
export async function countStatuses(calls: Promise<{ status: number }>[]): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of await Promise.all(calls)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const downloads = new Map(
  listProcedures().flatMap(({ name, kind, route }) => (kind === 'download' ? [[name, route]] : [])),
);

/** Calls a procedure over tRPC, or asks for a download over REST. */
export function call<T = unknown>(
  target: Pick<Target, 'url'>,
  procedure: string,
  { token, input }: { token?: string | undefined; input?: unknown } = {},
): Promise<Answer<{ result: { data: T } }>> {
  if (mutations.has(procedure)) return send(target, `POST /trpc/${procedure}`, { token, json: input ?? {} });
  const download = downloads.get(procedure);
  if (download) return send(target, downloadRoute(download, (input ?? {}) as Record<string, unknown>), { token });
  const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
  return send(target, `GET /trpc/${procedure}${query}`, { token });
}

function downloadRoute(route: string, input: Record<string, unknown>): string {
  const rest = new Map(Object.entries(input));
  const filled = route.replace(/\{(\w+)\}/g, (_, field: string) => {
    const value = encodeURIComponent(String(rest.get(field)));
    rest.delete(field);
    return value;
  });
  const query = [...rest].flatMap(([field, value]) => [value].flat().map((one) => [field, String(one)]));
  return `${filled.replace('GET /', 'GET /api/v1/')}?${new URLSearchParams(query)}`;
}

/** Sends these bytes and answers with all that comes back until the server hangs up, so ask it to. */
export async function sendRaw({ url }: Pick<Target, 'url'>, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes); // not end: Node takes that for hanging up
  return text(socket);
}

type Tokens = { access_token: string; refresh_token: string };

export type Account = Tokens & { id: string; username: string; email: string };

export async function logIn(target: Pick<Target, 'url'>, username: string, password = PASSWORD): Promise<Tokens> {
  const { status, json } = await send<Tokens>(target, 'POST /api/v1/auth/login', { json: { username, password } });
  if (status !== 200) throw new Error(`${username} cannot log in: ${status}`);
  return json;
}

/** The admin that the server made when it started. */
export async function admin(target: Pick<Target, 'url'>): Promise<Account> {
  const tokens = await logIn(target, ADMIN.FIRST_ADMIN_EMAIL);
  const { json } = await send<Account>(target, 'GET /api/v1/users/me', { token: tokens.access_token });
  return { ...json, ...tokens };
}

/** Registers and logs in. */
export async function signUp(target: Pick<Target, 'url'>, username: string): Promise<Account> {
  const json = { email: `${username}@example.org`, username, password: PASSWORD };
  const registered = await send<Account>(target, 'POST /api/v1/auth/register', { json });
  if (registered.status !== 200) throw new Error(`${username} cannot register: ${registered.text}`);
  return { ...registered.json, ...(await logIn(target, username)) };
}

/** The cookies that an answer sets, as a browser would send them back. */
export function cookiesOf({ headers }: Answer<unknown>): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');
}

/** Milliseconds for which the server's threads have run (proc(5), schedstat); elsewhere than on Linux NaN. */
export function processorTime({ process: { pid } }: Pick<Target, 'process'>): number {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return Number.NaN;
  const nanoseconds = readdirSync(tasks).map((id) =>
    Number(readFileSync(`${tasks}/${id}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
}

/** Bytes of memory that the server has in use (proc(5), VmRSS); elsewhere than on Linux NaN. */
export function residentMemory({ process: { pid } }: Pick<Target, 'process'>): number {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return Number.NaN;
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1]) * 1024;
}
