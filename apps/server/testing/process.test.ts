// Runs on sqlite: it tests what lies above the database.

import { once } from 'node:events';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { temporaryFolder } from '@docket/kit/database';
import { addressOf, type Server, start, statusAtExit } from '@docket/kit/server-process';
import { expect, test } from 'vitest';

test('finishes the call under way when it is told to stop, logs both, and serves the same data after a restart', async () => {
  const cwd = temporaryFolder();
  const server = await start({}, { cwd });
  const address = await addressOf(server);
  const token = await tokenOfAda(address);
  const registration = await beginRegistration(address, 'bob@example.org');
  const log = text(server.stdout);
  server.kill('SIGTERM');
  expect(await registration.finish()).toBe(200);
  expect(await statusAtExit(server)).toBe(0);
  const lines = (await log).trimEnd().split('\n');
  const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(messages).toContain('stopping on SIGTERM');
  expect(messages.at(-1)).toBe('POST /api/v1/auth/register 200');

  const me = await call(await addressOf(await start({}, { cwd })), 'GET', '/api/v1/users/me', { token });
  expect(me).toMatchObject({ username: 'ada' }); // its tokens go on working
});

test('cuts off a client that never finishes, and stops with status 0 all the same', async () => {
  const server = await start({});
  const { calling } = await beginRegistration(await addressOf(server), 'ada@example.org');
  const cut = once(calling, 'error');
  server.kill('SIGTERM');
  await cut;
  expect(await statusAtExit(server)).toBe(0);
});

test('serves from several processes on one port, of which the first keeps no database open, and stops them all', async () => {
  const server = await start({ WORKERS: '2' });
  const address = await addressOf(server, 2);
  expect(filesOf(server).filter((file) => file.includes('docket.db'))).toEqual([]);
  const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(`${address}/health/ready`)));
  expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
  server.kill('SIGTERM');
  expect(await statusAtExit(server)).toBe(0);
});

test('finishes the calls under way when Ctrl-C reaches every process at once', async () => {
  const server = await start({ WORKERS: '2', BCRYPT_COST: '12' }, { isGroup: true }); // slow enough for both signals to come
  const address = await addressOf(server);
  const people = ['ada@example.org', 'bob@example.org', 'eve@example.org'];
  const registrations = await Promise.all(people.map((email) => beginRegistration(address, email)));
  process.kill(-(server.pid ?? 0), 'SIGINT');
  expect(await Promise.all(registrations.map(({ finish }) => finish()))).toEqual([200, 200, 200]);
  expect(await statusAtExit(server)).toBe(0);
});

/** What a process has open; elsewhere than on Linux nothing. */
function filesOf({ pid }: Server): string[] {
  const folder = `/proc/${pid}/fd`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((fd) => {
    try {
      return readlinkSync(join(folder, fd));
    } catch {
      return []; // closed meanwhile
    }
  });
}

/** A call that the server has begun: it has the header, and says so, and gets the body with `finish`. */
async function beginRegistration(address: string, email: string) {
  const headers = { 'content-type': 'application/json', expect: '100-continue' };
  const calling = request(`${address}/api/v1/auth/register`, { method: 'POST', headers });
  await once(calling, 'continue');
  return {
    calling,
    async finish(): Promise<number | undefined> {
      calling.end(JSON.stringify({ email, password: 'analytical engine' }));
      const [answer] = (await once(calling, 'response')) as [IncomingMessage];
      answer.resume();
      return answer.statusCode;
    },
  };
}

type Request = { token?: string; payload?: object };

async function call(
  address: string,
  method: string,
  path: string,
  { token, payload }: Request,
): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(address + path, { method, headers, ...(payload && { body: JSON.stringify(payload) }) });
  return (await response.json()) as Record<string, unknown>;
}

async function tokenOfAda(address: string): Promise<string> {
  const password = 'analytical engine';
  await call(address, 'POST', '/api/v1/auth/register', {
    payload: { email: 'ada@example.org', username: 'ada', password },
  });
  const login = await call(address, 'POST', '/api/v1/auth/login', { payload: { username: 'ada', password } });
  return String(login['access_token']);
}
