// Two servers that were started apart count what a caller does together.

import { from, PASSWORD, send, signUp, type Target } from '@docket/kit/target';
import { expect, test, vi } from 'vitest';
import { callBoth, startPair } from './several-servers.ts';

const QUOTA = 60;

const pair = await startPair({
  TRUSTED_PROXIES: '["loopback"]',
  RATE_LIMIT_READS: String(QUOTA),
  RATE_LIMIT_WRITES: String(QUOTA),
  RATE_LIMIT_LOGINS: '5',
  RATE_LIMIT_SIGNUPS: '7',
});
const [here, there] = pair;

async function countsOf(calls: Promise<{ status: number }[]>): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of await calls) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

test('wrong passwords are counted exactly', async () => {
  await signUp(here, 'ada');
  const json = { username: 'ada', password: 'a guess' };
  const guesses = callBoth(pair, { count: 20 }, (target, index) =>
    send(target, 'POST /api/v1/auth/login', { json, ...from(`198.51.100.${index}`) }),
  );
  expect(await countsOf(guesses)).toEqual({ 401: 5, 429: 15 });
});

test('registrations are counted exactly', async () => {
  const registrations = callBoth(pair, { count: 20 }, (target, index) => {
    const json = { email: `user${index}@example.org`, password: PASSWORD };
    return send(target, 'POST /api/v1/auth/register', { json, ...from('192.0.2.1') });
  });
  expect(await countsOf(registrations)).toEqual({ 200: 7, 429: 13 });
});

test.each([
  ['queries', 'GET /api/v1/issues', '192.0.2.2'],
  ['mutations', 'POST /api/v1/issues', '192.0.2.3'],
])('%s are counted together within a second or two', async (_what, route, address) => {
  const callOnce = async (target: Target) => {
    const { status } = await send(target, route, { json: undefined, ...from(address) });
    return status !== 429;
  };
  for (let count = 0; count < QUOTA; count += 1) expect(await callOnce(here)).toBe(true);
  expect(await callOnce(here)).toBe(false);
  let allowed = 0;
  const callUntilRefused = async () => {
    if (await callOnce(there)) allowed += 1;
    else return;
    throw new Error('not refused yet');
  };
  await vi.waitFor(callUntilRefused, { interval: 50, timeout: 60_000 });
  expect(allowed).toBeLessThan(QUOTA);
});
