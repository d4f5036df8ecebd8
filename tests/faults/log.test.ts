// Runs on sqlite: it tests what lies above the database.

// C15: what becomes of a server whose log cannot be written.

import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { temporaryFolder } from '@docket/kit/database';
import { freePort } from '@docket/kit/postgres';
import { type Server, start, statusAtExit } from '@docket/kit/server-process';
import { expect, onTestFinished, test, vi } from 'vitest';

/** More lines than a pipe and what may wait of the log hold together. */
const TOO_MANY = 6000;

/** Requests that are on their way at once, fewer than a server bears on one connection. */
const PIPELINED = 50;
const LIVE = 'GET /health/live HTTP/1.1\r\nHost: docket\r\n\r\n';

/** A server whose log goes to this file, or to a socket that nobody reads; it listens. */
async function startWithLog(path: string | null): Promise<{ server: Server; url: string }> {
  const output = path === null ? undefined : openSync(path, constants.O_RDWR);
  if (output !== undefined) onTestFinished(() => closeSync(output));
  const port = await freePort();
  const server = await start({ PORT: String(port) }, output === undefined ? {} : { output });
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(() => fetch(`${url}/health`), { timeout: 60_000, interval: 50 });
  return { server, url };
}

/** A pipe, of which the test holds both ends. */
function makePipe(): string {
  const path = join(temporaryFolder(), 'log');
  execFileSync('mkfifo', [path]);
  return path;
}

/** Sends so many requests on one connection, which cost the test less than fetches, and counts the answers of each status. */
async function request(url: string, count: number): Promise<Record<number, number>> {
  const { hostname, port } = new URL(url);
  const statuses: Record<number, number> = {};
  const socket = connect(Number(port), hostname).setEncoding('latin1');
  let answered = 0;
  let rest = '';
  socket.write(LIVE.repeat(Math.min(PIPELINED, count)));
  for await (const chunk of socket) {
    const lines = `${rest}${chunk}`.split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, status] = /HTTP\/1\.1 (\d+) /.exec(line) ?? []; // after the body of the answer before
      if (status === undefined) continue;
      answered += 1;
      statuses[Number(status)] = (statuses[Number(status)] ?? 0) + 1;
      if (answered === count) return statuses; // which closes the connection
      if (answered % PIPELINED === 0) socket.write(LIVE.repeat(Math.min(PIPELINED, count - answered)));
    }
  }
  throw new Error(`the server hung up after ${answered} answers`);
}

test('C15: serves on while nobody reads its log, and then says how many lines are missing', async () => {
  const pipe = makePipe();
  const { server, url } = await startWithLog(pipe);
  expect(await request(url, TOO_MANY)).toEqual({ 200: TOO_MANY });

  const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'inherit'] });
  const log = text(reader.stdout);
  let seen = '';
  reader.stdout.on('data', (chunk) => {
    seen += chunk;
  });
  await vi.waitFor(() => expect(seen).toContain('lost_lines'), 60_000);
  await fetch(`${url}/health?after`);
  server.kill('SIGTERM');
  expect(await statusAtExit(server)).toBe(0);
  await vi.waitFor(() => expect(seen).toContain('stopping on SIGTERM'), 60_000);
  reader.kill();

  const lines = (await log)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const losses = lines.flatMap(({ lost_lines = [] }) => lost_lines);
  expect(losses).toEqual([expect.any(Number)]);
  const written = lines.filter(({ path }) => path === '/health/live').length;
  expect(written + Number(losses[0])).toBe(TOO_MANY);
  expect(lines.findIndex(({ lost_lines }) => lost_lines)).toBeLessThan(
    lines.findLastIndex(({ path }) => path === '/health'),
  );
});

type Line = { path?: string; lost_lines?: number };

test.each([
  ['a pipe that nobody reads', makePipe],
  ['a socket that nobody reads', () => null],
  ['a full disk', () => '/dev/full'],
])('C15: serves on and ends on SIGTERM when its log goes to %s', async (_, makeLog) => {
  const { server, url } = await startWithLog(makeLog());
  expect(await request(url, TOO_MANY)).toEqual({ 200: TOO_MANY });
  server.kill('SIGTERM');
  expect(await statusAtExit(server)).toBe(0);
});
