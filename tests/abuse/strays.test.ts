// Runs on sqlite: it tests what lies above the database.

// C8: requests that reach no procedure are limited as calls are, and a flood of them does not flood the log.

import { serveTarget } from '@docket/kit/served-target';
import { from, production, send } from '@docket/kit/target';
import { expect, test } from 'vitest';
import { newAddress } from './limited-server.ts';

const QUOTA = 6;
const limits = { TRUSTED_PROXIES: '["loopback"]', RATE_LIMIT_READS: String(QUOTA) };
const server = await serveTarget({ ...production, ...limits });

// Before all others, of which there are lines in the log as well.
test('C8: of a flood to nowhere a line a second is in the log, which says how many had none', async () => {
  const place = from(newAddress());
  const [total, path] = [1000, `/flood${'x'.repeat(1000)}`];
  const begun = performance.now();
  for (let sent = 0; sent < total; sent += 50) {
    await Promise.all(Array.from({ length: 50 }, () => send(server, `GET ${path}`, place)));
  }
  const seconds = (performance.now() - begun) / 1000;
  await send(server, 'GET /health', { headers: { 'x-request-id': 'the-end' } });
  const log = await server.logWith('the-end');
  const lines = log.split('\n').flatMap((line) => (line.includes('/flood') ? (JSON.parse(line) as Line) : []));
  expect(lines.filter(({ status }) => status === 404)).toHaveLength(QUOTA);
  const refused = lines.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThanOrEqual(seconds + 1);
  const told = refused.reduce((sum, { unlogged = 0 }) => sum + unlogged + 1, 0);
  expect(told).toBeLessThanOrEqual(total - QUOTA);
});

test('whatever leads nowhere counts as a query of its address', async () => {
  const routes = [
    'GET /nowhere',
    'GET /api/v1/nothing',
    'GET /docs/assets/none.js',
    'GET /trpc/no/where',
    'GET /trpc/nowhere',
    'GET /trpc/none,nowhere?batch=1',
    'GET /trpc/nowhere?batch=2',
    'POST /trpc/nowhere',
    'DELETE /api/v1/issues',
    'POST /api/v1/users/me',
  ];
  for (const route of routes) {
    const place = from(newAddress());
    const ask = () => send(server, route, { ...place, ...(route.startsWith('GET') ? {} : { json: {} }) });
    const statuses: number[] = [];
    for (let count = 0; count < QUOTA / 2; count += 1) {
      statuses.push((await ask()).status, (await send(server, 'GET /api/v1/issues', place)).status);
    }
    expect(statuses, route).not.toContain(429);
    const refused = await ask();
    expect(refused.status, route).toBe(429);
    expect(Number(refused.headers.get('retry-after')), route).toBeGreaterThan(30);
    expect(refused.headers.get('ratelimit'), route).toContain('"read";r=0;');
    expect(refused.text, route).toContain('rate_limited');
  }
  expect((await send(server, 'GET /nowhere', from(newAddress()))).status).toBe(404);
});

type Line = { status: number; unlogged?: number };
