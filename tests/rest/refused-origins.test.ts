// Runs on sqlite: it tests what lies above the database.

// C70, A6: a page that the browser keeps from reading our answers leaves one warning, with the remedy.

import { openTestServer } from '@docket/kit/server';
import { afterAll, beforeEach, expect, test } from 'vitest';

type Line = { level: number; origin?: string; msg: string };

const lines: Line[] = [];
const stream = { write: (line: string) => void lines.push(JSON.parse(line) as Line) };
const listed = 'http://localhost:3000';
const { request } = await openTestServer(
  { PUBLIC_URL: 'https://example.org/docket/', RATE_LIMIT_READS: '0' },
  { onEnd: afterAll, logging: { level: 'warn', stream } },
);
beforeEach(() => void lines.splice(0));

const ask = (origin: string, headers: Record<string, string> = {}) =>
  request({ url: '/api/v1/issues', headers: { origin, host: 'localhost:8000', ...headers } });

test('C70: a page at http://localhost:5173 is told of once, however often it asks', async () => {
  const origin = 'http://localhost:5173';
  for (let at = 0; at < 3; at += 1) await ask(origin);
  await request({ method: 'OPTIONS', url: '/api/v1/issues', headers: { origin, host: 'localhost:8000' } });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ level: 40, origin });
  expect(lines[0]?.msg).toContain(`CORS_ORIGINS='["${listed}","${origin}"]'`);
});

test.each([
  ['a listed page', listed, {}],
  ['a page of our own', 'http://localhost:8000', {}],
  ['a page at PUBLIC_URL', 'https://example.org', {}],
  ['a page that the browser says is ours', 'https://elsewhere.example', { 'sec-fetch-site': 'same-origin' }],
  ['a file, which no list can have', 'null', {}],
  ['what is no origin', "https://a.example' $(reboot)", {}],
])('%s is not told of', async (_, origin, headers) => {
  await ask(origin, headers);
  expect(lines).toEqual([]);
});

test('strangers cannot fill the log with origins', async () => {
  for (let at = 0; at < 100; at += 1) await ask(`https://${at}.example`);
  expect(lines.length).toBeLessThanOrEqual(20);
});
