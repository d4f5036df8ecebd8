// F12: PostgreSQL goes away under load, and comes back.

import { setTimeout as wait } from 'node:timers/promises';
import type { RunningPostgres } from '@docket/kit/postgres';
import { statusAtExit } from '@docket/kit/server-process';
import { send, type Target } from '@docket/kit/target';
import { expect, test, vi } from 'vitest';
import {
  connectionsOf,
  LIMIT_MS,
  type Load,
  listenersOf,
  OUTAGE_MS,
  type Stand,
  startLoad,
  startStand,
} from './away.ts';

type Outage = {
  begin(postgres: RunningPostgres): Promise<void>;
  end(postgres: RunningPostgres): Promise<void>;
};

const stopped: Outage = { begin: (postgres) => postgres.halt(), end: (postgres) => postgres.resume() };
const frozen: Outage = { begin: (postgres) => postgres.freeze(), end: async (postgres) => postgres.thaw() };

const CONNECTIONS = 13; // ten read, one writes, one waits patiently, one listens

test.each([
  ['is shut down', stopped],
  ['stands still', frozen],
])(
  'F12: while PostgreSQL %s every call gets a 503 in time, and afterwards all is as before',
  {
    timeout: OUTAGE_MS + 60_000,
  },
  async (_, outage) => {
    const stand = await startStand();
    const load = startLoad(stand);
    await vi.waitFor(() => expect(load.outcomes.length).toBeGreaterThan(500), LIMIT_MS);
    await outage.begin(stand.postgres);
    const away = performance.now();
    await wait(OUTAGE_MS / 2);
    await expectUnready(stand.server);
    await wait(OUTAGE_MS / 2);
    const back = performance.now();
    await outage.end(stand.postgres);
    const normalAgain = await timeUntilNormal(load);
    await load.stop();

    const during = load.outcomes.filter((one) => one.began > away && one.began + one.took < back);
    expect(during.length).toBeGreaterThan(36);
    // A refusal costs nothing, so there are thousands: an `expect` for each of them takes half a minute.
    expect(during.filter(({ status, retryAfter }) => status !== 503 || retryAfter !== '1')).toEqual([]);
    expect(load.outcomes.filter((one) => !isInOrder(one))).toEqual([]);
    expect(normalAgain - back).toBeLessThan(5000);
    expect(await connectionsOf(stand)).toBeLessThanOrEqual(CONNECTIONS);
    await expectRevocationToCount(stand);
    await vi.waitFor(async () => expect(await listenersOf(stand)).toBe(1), LIMIT_MS);
    stand.server.process.kill('SIGTERM');
    expect(await statusAtExit(stand.server.process)).toBe(0);
  },
);

test('ends in time with status 0 when it is told to while PostgreSQL stands still', { timeout: 60_000 }, async () => {
  const stand = await startStand({ WORKERS: '2' }); // which also share their limits
  const load = startLoad(stand);
  await vi.waitFor(() => expect(load.outcomes.length).toBeGreaterThan(200), LIMIT_MS);
  await stand.postgres.freeze();
  const began = performance.now();
  const exit = statusAtExit(stand.server.process);
  stand.server.process.kill('SIGTERM');
  expect(await exit).toBe(0);
  expect(performance.now() - began).toBeLessThan(LIMIT_MS);
  await load.stop();
  stand.postgres.thaw();
  await vi.waitFor(async () => expect(await connectionsOf(stand)).toBe(0), LIMIT_MS);
});

test('replaces a worker that died while PostgreSQL was away', { timeout: 60_000 }, async () => {
  const stand = await startStand({ WORKERS: '2' });
  const listening = /"pid":(\d+)[^\n]*listening at/gi;
  const workers = async () =>
    [...(await stand.server.logWith('listening at')).matchAll(listening)].map(([, pid]) => Number(pid));
  const [one = 0, other = 0] = await workers();
  await stand.postgres.halt();
  process.kill(one, 'SIGKILL');
  await stand.server.logWith('cannot be opened');
  expect((await send(stand.server, 'GET /health/live')).status).toBe(200);
  await stand.postgres.resume();
  await vi.waitFor(async () => expect(await workers()).toHaveLength(3), LIMIT_MS);
  process.kill(other, 'SIGKILL'); // so that the new one answers
  await vi.waitFor(async () => expect((await send(stand.server, 'GET /health/ready')).status).toBe(200), LIMIT_MS);
});

function isInOrder({ route, status, took, type }: Load['outcomes'][number]): boolean {
  if (took >= LIMIT_MS) return false;
  if (status === 503 && route.includes('/api/')) return type.startsWith('application/problem+json');
  return [200, 201, 401, 503].includes(status);
}

async function expectUnready(server: Target): Promise<void> {
  const began = performance.now();
  const [live, ready] = await Promise.all([send(server, 'GET /health/live'), send(server, 'GET /health/ready')]);
  expect([live.status, ready.status]).toEqual([200, 503]);
  expect(performance.now() - began).toBeLessThan(2800);
}

/** When calls began to be answered as they should be, seen by a second of nothing else. */
async function timeUntilNormal({ outcomes }: Load): Promise<number> {
  const before = outcomes.length;
  return vi.waitFor(
    () => {
      const since = Math.max(before, outcomes.findLastIndex(({ status }) => status >= 500 || status === 0) + 1);
      const [first, last] = [outcomes[since]?.began ?? 0, outcomes.at(-1)?.began ?? 0];
      expect(last - first).toBeGreaterThan(1000);
      expect(first).toBeGreaterThan(0);
      return first;
    },
    { timeout: 2 * LIMIT_MS, interval: 100 },
  );
}

async function expectRevocationToCount({ server, account: { access_token: token } }: Stand): Promise<void> {
  expect((await send(server, 'GET /api/v1/users/me', { token })).status).toBe(200);
  expect((await send(server, 'POST /api/v1/auth/logout', { token })).status).toBeLessThan(300);
  expect((await send(server, 'GET /api/v1/users/me', { token })).status).toBe(401);
}
