import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect, test, vi } from 'vitest';
import { addressOf, start } from './testing-process.ts';

// Two processes share a port and a database; connections go to them by turns.

test('counts wrong passwords exactly over two processes', async () => {
  const address = await addressOf(start({ WORKERS: '2', RATE_LIMIT_LOGINS: '7' }), 2);
  const body = JSON.stringify({ username: 'ada', password: 'a guess' });
  const guesses = Array.from({ length: 30 }, () => statusOf(address, 'POST', { path: '/api/v1/auth/login', body }));
  const statuses = await Promise.all(guesses);
  expect(statuses.filter((status) => status === 401)).toHaveLength(7);
  expect(statuses.filter((status) => status === 429)).toHaveLength(23);
});

test('brings the counts of other calls together, so that two processes do not allow twice as many', async () => {
  const quota = 40;
  const address = await addressOf(start({ WORKERS: '2', RATE_LIMIT_READS: String(quota) }), 2);
  let allowed = 0;
  const callUntilRefused = async () => {
    const status = await statusOf(address, 'GET', { path: '/api/v1/issues' });
    if (status === 401) allowed += 1;
    expect(status).toBe(429);
  };
  // 20 calls a second: beyond the limit comes what the other process allows in a second, and no more.
  await vi.waitFor(callUntilRefused, { interval: 50, timeout: 20_000 });
  expect(allowed).toBeGreaterThanOrEqual(quota);
  expect(allowed).toBeLessThan(quota * 1.75);
});

type Call = { path: string; body?: string };

/** On a connection of its own. */
async function statusOf(address: string, method: string, { path, body }: Call): Promise<number | undefined> {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const calling = request(address + path, { method, headers, agent: false });
  calling.end(body);
  const [answer] = (await once(calling, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}
