// Runs on sqlite: it tests what lies above the database.

// A8: how much a server logs.

import { text } from 'node:stream/consumers';
import { createTestDatabase } from '@docket/kit/database';
import { testSettings } from '@docket/kit/docket';
import { freePort } from '@docket/kit/postgres';
import { start, statusAtExit } from '@docket/kit/server-process';
import { openDocket } from '@docket/router';
import { expect, test, vi } from 'vitest';
import { levelOf } from '../src/log.ts';
import { openObserving } from '../src/observe/observing.ts';
import { buildServer } from '../src/server.ts';

type Line = { level: number; msg: string; sql?: string; duration_ms?: number };

const NAME = 'adalovelace';
const PASSWORD = 'analytical engine';

/** Somebody registers, and then logs in with a wrong password. */
const requests = [
  { url: '/api/v1/auth/register', body: { email: `${NAME}@example.org`, username: NAME, password: PASSWORD } },
  { url: '/api/v1/auth/login', body: { username: NAME, password: 'difference engine' } },
];

const parse = (lines: string[]) => lines.map((line) => JSON.parse(line) as Line);

/** What is logged of the requests. */
async function logOf(settings: Record<string, string>): Promise<Line[]> {
  const checked = testSettings({ DATABASE_URL: await createTestDatabase(), ...settings });
  const watcher = await openObserving(checked);
  const docket = await openDocket(checked, { observer: watcher.observer });
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  const app = await buildServer(docket, { watcher, logging: { level: levelOf(checked), stream } });
  for (const { url, body } of requests) await app.inject({ method: 'POST', url, body });
  await app.close();
  await docket.close();
  return parse(lines);
}

/** What a server process writes from its start to its end, with the requests in between. */
async function outputOf(settings: Record<string, string>): Promise<Line[]> {
  const port = await freePort();
  const server = await start({ ...settings, PORT: String(port) });
  const output = text(server.stdout);
  const address = `http://127.0.0.1:${port}`;
  await vi.waitFor(() => fetch(`${address}/health`), { timeout: 60_000, interval: 50 }); // it may say nothing of itself
  const headers = { 'content-type': 'application/json' };
  for (const { url, body } of requests)
    await fetch(address + url, { method: 'POST', headers, body: JSON.stringify(body) });
  server.kill('SIGTERM');
  expect(await statusAtExit(server)).toBe(0);
  return parse((await output).split('\n').filter(Boolean));
}

test.each([
  ['info', 30],
  ['warn', 40],
])('LOG_LEVEL=%s logs nothing below', async (LOG_LEVEL, least) => {
  const lines = await logOf({ LOG_LEVEL });
  expect(Math.min(...lines.map(({ level }) => level))).toBe(least);
  expect(lines.map(({ msg }) => msg)).toContain('failed login');
});

test('LOG_LEVEL=silent logs nothing', async () => {
  expect(await outputOf({ LOG_LEVEL: 'silent' })).toEqual([]);
});

test('LOG_LEVEL=trace logs no SQL', async () => {
  const lines = await logOf({ LOG_LEVEL: 'trace' });
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter(({ sql }) => sql)).toEqual([]);
});

test.each([
  ['info', logOf],
  ['silent', outputOf],
])('DEBUG=true logs each statement with its time and no value, at LOG_LEVEL=%s', async (LOG_LEVEL, read) => {
  const lines = await read({ DEBUG: 'true', LOG_LEVEL });
  const statements = lines.filter(({ sql }) => sql);
  for (const beginning of ['begin', 'insert into "user"', 'select']) {
    const found = statements.find(({ sql }) => sql?.startsWith(beginning));
    expect(found).toMatchObject({ level: 20, msg: 'SQL', duration_ms: expect.any(Number) });
  }
  expect(statements.some(({ sql }) => sql?.endsWith('commit'))).toBe(true);
  for (const { duration_ms } of statements) expect(duration_ms).toBeGreaterThanOrEqual(0);
  for (const { sql } of statements) expect(sql).not.toMatch(new RegExp(`${NAME}|${PASSWORD}|@example`));
});
