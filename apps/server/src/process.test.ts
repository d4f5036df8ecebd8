import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';

const MAIN = join(import.meta.dirname, 'main.ts');

type Server = ChildProcessByStdio<null, Readable, Readable>;

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'docket-server-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the server as `pnpm start` does, with these settings and no others. */
function start(settings: Record<string, string>, options: { cwd?: string; isGroup?: boolean } = {}): Server {
  const env = { PORT: '0', BCRYPT_COST: '4', ...settings };
  const { cwd = tempFolder(), isGroup: detached = false } = options;
  const child = spawn(process.execPath, [MAIN], { cwd, env, detached, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** The address that the server says it listens on. */
async function addressOf(server: Server): Promise<string> {
  const lines: Interface = createInterface(server.stdout);
  for await (const line of lines) {
    const [, address] = /listening at (http:\S+?)"/i.exec(line) ?? [];
    if (address) return address;
  }
  throw new Error('the server ended without listening');
}

async function statusAtExit(server: Server): Promise<number | null> {
  const [status] = (await once(server, 'exit')) as [number | null];
  return status;
}

async function refusal(server: Server) {
  const [status, message] = await Promise.all([statusAtExit(server), text(server.stderr)]);
  return { status, message: message.trimEnd() };
}

test('starts on nothing but defaults: makes folder, database and key, and stops with status 0', async () => {
  const cwd = tempFolder();
  const server = start({}, { cwd });
  const address = await addressOf(server);
  expect(await (await fetch(`${address}/health/ready`)).json()).toEqual({ status: 'ready' });
  expect(existsSync(join(cwd, 'data/docket.db'))).toBe(true);
  expect(statSync(join(cwd, 'data/secret_key')).mode & 0o777).toBe(0o600);
  server.kill('SIGTERM');
  expect(await statusAtExit(server)).toBe(0);
});

test('finishes the call under way when it is told to stop', async () => {
  const server = start({});
  const registration = await beginRegistration(await addressOf(server), 'ada@example.org');
  server.kill('SIGTERM');
  expect(await registration.finish()).toBe(200);
  expect(await statusAtExit(server)).toBe(0);
});

test('serves the same data after a restart, and tokens go on working', async () => {
  const cwd = tempFolder();
  const first = start({}, { cwd });
  const token = await tokenOfAda(await addressOf(first));
  first.kill('SIGTERM');
  await statusAtExit(first);

  const me = await call(await addressOf(start({}, { cwd })), 'GET', '/api/v1/users/me', { token });
  expect(me).toMatchObject({ username: 'ada' });
});

test('has every write that it acknowledged, after it was killed in the midst of writing', async () => {
  const cwd = tempFolder();
  const acknowledged: number[] = [];
  let server = start({}, { cwd });
  let address = await addressOf(server);
  const token = await tokenOfAda(address);
  for (let round = 1; round <= 3; round += 1) {
    const writeUntilKilled = async () => {
      for (;;) {
        const payload = { title: 'Acknowledged', description: 'It is on disk' };
        const issue = await call(address, 'POST', '/api/v1/issues', { token, payload }).catch(() => undefined);
        if (typeof issue?.['number'] !== 'number') return;
        acknowledged.push(issue['number']);
        if (acknowledged.length === round * 40) server.kill('SIGKILL');
      }
    };
    await Promise.all([writeUntilKilled(), writeUntilKilled(), writeUntilKilled(), writeUntilKilled()]);
    server = start({}, { cwd });
    address = await addressOf(server);
    for (const number of acknowledged) {
      expect(await call(address, 'GET', `/api/v1/issues/${number}`, { token })).toMatchObject({ number });
    }
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(120);
  expect(new Set(acknowledged).size).toBe(acknowledged.length);
});

test('serves from several processes on one port, and stops them all', async () => {
  const server = start({ WORKERS: '2' });
  const address = await addressOf(server);
  const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(`${address}/health/ready`)));
  expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
  server.kill('SIGTERM');
  expect(await statusAtExit(server)).toBe(0);
});

test('finishes the calls under way when Ctrl-C reaches every process at once', async () => {
  const server = start({ WORKERS: '2', BCRYPT_COST: '12' }, { isGroup: true }); // slow enough for both signals to come
  const address = await addressOf(server);
  const people = ['ada@example.org', 'bob@example.org', 'eve@example.org'];
  const registrations = await Promise.all(people.map((email) => beginRegistration(address, email)));
  process.kill(-(server.pid ?? 0), 'SIGINT');
  expect(await Promise.all(registrations.map(({ finish }) => finish()))).toEqual([200, 200, 200]);
  expect(await statusAtExit(server)).toBe(0);
});

test('says in one line that the data folder can not be used', async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, 'data'), 'a file, not a folder');
  const { status, message } = await refusal(start({ DATABASE_URL: 'sqlite::memory:' }, { cwd }));
  expect(status).toBe(1);
  expect(message).toMatch(/^DATA_DIR: the key can not be kept there \(.*\), so name a folder where we may write$/);
});

test('names every wrong setting, and does not start', async () => {
  const cwd = tempFolder();
  const server = start({ PORT: 'eight', ENVIRONMENT: 'staging', SECRET_KEY: 'not shown' }, { cwd });
  const { status, message } = await refusal(server);
  expect(status).toBe(1);
  expect(message.split('\n')).toEqual([
    'ENVIRONMENT: must be one of "development"|"production"|"test"',
    'PORT: must be a whole number',
  ]);
  expect(existsSync(join(cwd, 'data'))).toBe(false);
});

test('says in one line that the port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  const { status, message } = await refusal(start({ PORT: String(port) }));
  expect({ status, message }).toEqual({
    status: 1,
    message: `Port ${port} is in use: stop the other program, or set PORT to another port`,
  });
});

test('says in one line that the database can not be opened, and leaves the file alone', async () => {
  const file = join(tempFolder(), 'notes.txt');
  writeFileSync(file, 'no database, but somebody wants to keep it\n'.repeat(100));
  const before = readFileSync(file);
  const { status, message } = await refusal(start({ DATABASE_URL: `sqlite:${file}` }));
  expect(status).toBe(1);
  expect(message).toMatch(
    /^The database .*notes\.txt can not be opened \(file is not a database\): check DATABASE_URL.*$/,
  );
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('refuses a database that a newer Docket has made, and changes nothing', async () => {
  const cwd = tempFolder();
  const first = start({}, { cwd });
  await addressOf(first);
  first.kill('SIGTERM');
  await statusAtExit(first);
  const file = join(cwd, 'data/docket.db');
  await addMigration(file, '0999_from_the_future');
  const before = readFileSync(file);

  const { status, message } = await refusal(start({}, { cwd }));
  expect(status).toBe(1);
  expect(message).toBe(
    'The database was made by a newer Docket (this one does not know 0999_from_the_future): start the newer version, or restore a backup from before the upgrade',
  );
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('does not start on pending migrations when it may not apply them', async () => {
  const { status, message } = await refusal(start({ MIGRATE_ON_START: 'false' }));
  expect(status).toBe(1);
  expect(message).toMatch(/^The database lacks 1 migration\(s\) \(0001_initial\): run "docket migrate up"$/);
});

/** A call that the server has begun: it has the header, and says so, and gets the body with `finish`. */
async function beginRegistration(address: string, email: string) {
  const headers = { 'content-type': 'application/json', expect: '100-continue' };
  const calling = request(`${address}/api/v1/auth/register`, { method: 'POST', headers });
  await once(calling, 'continue');
  return {
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

async function addMigration(file: string, name: string): Promise<void> {
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const db = new DatabaseSync(process.argv[1]);
    db.prepare('insert into kysely_migration (name, timestamp) values (?, ?)').run(process.argv[2], new Date().toISOString());
    db.exec('pragma wal_checkpoint(truncate)');
    db.close();`;
  const child = spawn(process.execPath, ['-e', script, file, name], { stdio: 'ignore' });
  await once(child, 'exit');
}
