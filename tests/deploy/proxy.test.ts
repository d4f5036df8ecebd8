// Runs on postgresql: compose.yaml has that engine.

// Two servers behind the proxy of compose.yaml.

import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { call, hasCaddy, openSite, type Site } from './caddy.ts';

const PASSWORD = 'analytical engine';
const ADA = { username: 'ada', password: PASSWORD };

async function signUp(site: Site): Promise<void> {
  const { status } = await call(site, 'POST /api/v1/auth/register', { json: { email: 'ada@example.org', ...ADA } });
  expect(status).toBe(200);
}

test.runIf(hasCaddy)('the address of a caller is the one that the proxy saw, whatever the caller says', async () => {
  const site = await openSite();
  await signUp(site);
  const from = '127.0.0.2';
  const headers = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9', 'x-real-ip': '203.0.113.9' };
  const login = await call(site, 'POST /api/v1/auth/login', { json: ADA, from, headers });
  const token = JSON.parse(login.body).access_token;
  const { body } = await call(site, 'GET /api/v1/auth/sessions', { token, from, headers });
  expect(JSON.parse(body)).toMatchObject({ total: 1, items: [{ address: from }] });
});

test.runIf(hasCaddy)('two callers have limits of their own, which both servers keep', async () => {
  const site = await openSite({ RATE_LIMIT_LOGINS: '1' }); // and five for each address
  const guess = async (from: string, number: number) => {
    const headers = { 'x-forwarded-for': `203.0.113.${number}` };
    const json = { username: `user-${from}-${number}`, password: PASSWORD };
    return (await call(site, 'POST /api/v1/auth/login', { from, json, headers })).status;
  };
  for (let number = 0; number < 5; number += 1) expect(await guess('127.0.0.2', number)).toBe(401);
  expect(await guess('127.0.0.2', 5)).toBe(429);
  expect(await guess('127.0.0.3', 0)).toBe(401);
});

test.runIf(hasCaddy).each(['SIGKILL', 'SIGTERM'] as const)(
  'no call that reads fails when %s ends a server',
  async (signal) => {
    const site = await openSite();
    await signUp(site);
    const statuses = new Set<number>();
    let isOver = false;
    const callOn = async () => {
      while (!isOver) {
        statuses.add((await call(site, 'GET /api/v1/issues')).status);
        statuses.add((await call(site, 'GET /health/ready')).status);
      }
    };
    const callers = [callOn(), callOn(), callOn(), callOn()];
    await vi.waitFor(() => expect([...statuses].toSorted()).toEqual([200, 401]), 60_000);
    site.servers[0].kill(signal);
    await once(site.servers[0], 'exit');
    // What changes something is not sent twice, so it may fail until the proxy has looked.
    const logInOften = async () => {
      for (let count = 0; count < 8; count += 1) {
        expect((await call(site, 'POST /api/v1/auth/login', { json: ADA })).status).toBe(200);
      }
    };
    await vi.waitFor(logInOften, { timeout: 60_000 });
    isOver = true;
    await Promise.all(callers);
    expect([...statuses].toSorted()).toEqual([200, 401]);
  },
);

test.runIf(hasCaddy)('without any server the answer is a problem, in time', async () => {
  const site = await openSite();
  for (const server of site.servers) server.kill('SIGKILL');
  const { status, headers, body } = await call(site, 'GET /api/v1/issues');
  expect(status).toBe(503);
  expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '5' });
  expect(JSON.parse(body)).toMatchObject({ status: 503, code: 'unavailable' });
});

test.runIf(hasCaddy)('what the server refuses, the proxy passes on as it is', async () => {
  const site = await openSite();
  const large = await call(site, 'POST /api/v1/auth/login', { json: { ...ADA, more: 'x'.repeat(1_500_000) } });
  expect(large).toMatchObject({ status: 413, headers: { 'content-type': expect.stringContaining('problem+json') } });
  const long = await call(site, `GET /api/v1/issues?q=${'x'.repeat(20_000)}`);
  expect([414, 431]).toContain(long.status);
  const wide = await call(site, 'GET /api/v1/issues', { headers: { 'x-wide': 'x'.repeat(20_000) } });
  expect(wide.status).toBe(431);
  expect((await call(site, 'GET /api/v1/issues')).status).toBe(401);
});
