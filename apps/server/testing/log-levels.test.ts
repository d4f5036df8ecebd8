// A8: how much a server process logs.

import { text } from 'node:stream/consumers';
import { freePort } from '@docket/kit/postgres';
import { start, statusAtExit } from '@docket/kit/server-process';
import { expect, test, vi } from 'vitest';

type Line = { level: number; msg: string; sql?: string; duration_ms?: number };

const NAME = 'adalovelace';
const PASSWORD = 'analytical engine';

/** All that a server logs to whom somebody registers and then logs in with a wrong password. */
async function logOf(settings: Record<string, string>): Promise<Line[]> {
  const port = await freePort();
  const server = await start({ ...settings, PORT: String(port) });
  const log = text(server.stdout);
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(() => fetch(`${url}/health`), { timeout: 60_000, interval: 50 });
  const post = (path: string, json: object) =>
    fetch(`${url}/api/v1/auth/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
  await post('register', { email: `${NAME}@example.org`, username: NAME, password: PASSWORD });
  await post('login', { username: NAME, password: 'difference engine' });
  server.kill('SIGTERM');
  expect(await statusAtExit(server)).toBe(0);
  const lines = (await log).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Line);
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
  expect(await logOf({ LOG_LEVEL: 'silent' })).toEqual([]);
});

test('LOG_LEVEL=trace logs no SQL', async () => {
  expect((await logOf({ LOG_LEVEL: 'trace' })).filter(({ sql }) => sql)).toEqual([]);
});

test.each(['info', 'silent'])(
  'DEBUG=true logs each statement with its time and no value, at LOG_LEVEL=%s',
  async (LOG_LEVEL) => {
    const lines = await logOf({ DEBUG: 'true', LOG_LEVEL });
    const statements = lines.filter(({ sql }) => sql);
    for (const beginning of ['begin', 'insert into "user"', 'select']) {
      const found = statements.find(({ sql }) => sql?.startsWith(beginning));
      expect(found).toMatchObject({ level: 20, msg: 'SQL', duration_ms: expect.any(Number) });
    }
    expect(statements.some(({ sql }) => sql?.endsWith('commit'))).toBe(true);
    for (const { duration_ms } of statements) expect(duration_ms).toBeGreaterThanOrEqual(0);
    for (const { sql } of statements) expect(sql).not.toMatch(new RegExp(`${NAME}|${PASSWORD}|@example`));
  },
);
