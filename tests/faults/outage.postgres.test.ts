// Runs on postgresql: it stops and freezes a PostgreSQL of its own.

// F12: PostgreSQL goes away under load, and comes back.

import { setTimeout as wait } from 'node:timers/promises';
import type { RunningPostgres } from '@docket/kit/postgres';
import { statusAtExit } from '@docket/kit/server-process';
import { send } from '@docket/kit/target';
import { expect, test, vi } from 'vitest';
import { connectionsOf, type Load, listenersOf, type Stand, startLoad, startStand } from './away.ts';
import { isLong, printFigures } from './figures.ts';

const PATIENCE = { timeout: 60_000 };

type Outage = {
  lastsMs: number;
  /** Whether a call waits for PostgreSQL, and is not refused at once. */
  isSilent: boolean;
  begin(postgres: RunningPostgres): Promise<void>;
  end(postgres: RunningPostgres): Promise<void>;
};

const stopped: Outage = {
  lastsMs: isLong ? 30_000 : 3000,
  isSilent: false,
  begin: (postgres) => postgres.halt(),
  end: (postgres) => postgres.resume(),
};

/**
 * A call is answered within ten seconds (docs/operating.md, "When PostgreSQL is away"): those that come in the first
 * second are answered before this is over.
 */
const frozen: Outage = {
  lastsMs: isLong ? 30_000 : 11_000,
  isSilent: true,
  begin: (postgres) => postgres.freeze(),
  end: async (postgres) => postgres.thaw(),
};

const CONNECTIONS = 13; // ten read, one writes, one waits patiently, one listens

test.each([
  ['is shut down', stopped],
  ['stands still', frozen],
])('F12: while PostgreSQL %s every call gets a 503 in time, and afterwards all is as before', async (what, outage) => {
  const stand = await startStand();
  const load = startLoad(stand);
  await vi.waitFor(() => expect(load.outcomes.length).toBeGreaterThan(100), PATIENCE);
  await outage.begin(stand.postgres);
  const away = performance.now();
  await wait(outage.lastsMs / 2);
  await expectUnready(stand, outage);
  await wait(outage.lastsMs / 2);
  const back = performance.now();
  await outage.end(stand.postgres);
  await untilNormal(load);
  const recovered = performance.now();
  await load.stop();

  const during = load.outcomes.filter((one) => one.began > away && one.ended < back);
  const refused = during.filter(({ status }) => status === 503);
  printFigures(`F12, PostgreSQL ${what}`, {
    'seconds away': outage.lastsMs / 1000,
    calls: during.length,
    'refused with 503': refused.length,
    'longest wait': `${Math.round(Math.max(...during.map(({ began, ended }) => ended - began)))} ms`,
    'well again after': `${Math.round(recovered - back)} ms`, // of which a second is to see that it stays well
  });
  expect(during.length).toBeGreaterThan(36);
  // A refusal costs nothing, so there are thousands: an `expect` for each of them takes half a minute.
  expect(during.filter(({ status, retryAfter }) => status !== 503 || retryAfter !== '1')).toEqual([]);
  expect(load.outcomes.filter((one) => !isInOrder(one))).toEqual([]);
  const late = load.outcomes.filter(({ began, ended }) => began < away + 1000 && ended > back);
  expect(late).toEqual([]);
  expect(await connectionsOf(stand)).toBeLessThanOrEqual(CONNECTIONS);
  await expectRevocationToCount(stand);
  await vi.waitFor(async () => expect(await listenersOf(stand)).toBe(1), PATIENCE);
  stand.server.process.kill('SIGTERM');
  expect(await statusAtExit(stand.server.process)).toBe(0);
});

test('ends in time, which is status 0, when it is told to while PostgreSQL stands still', async () => {
  const stand = await startStand({ WORKERS: '2' }); // which also share their limits
  const load = startLoad(stand);
  await vi.waitFor(() => expect(load.outcomes.length).toBeGreaterThan(100), PATIENCE);
  await stand.postgres.freeze();
  const exit = statusAtExit(stand.server.process);
  stand.server.process.kill('SIGTERM');
  expect(await exit).toBe(0);
  await load.stop();
  stand.postgres.thaw();
  await vi.waitFor(async () => expect(await connectionsOf(stand)).toBe(0), PATIENCE);
});

test('replaces a worker that died while PostgreSQL was away', async () => {
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
  await vi.waitFor(async () => expect(await workers()).toHaveLength(3), PATIENCE);
  process.kill(other, 'SIGKILL'); // so that the new one answers
  await vi.waitFor(async () => expect((await send(stand.server, 'GET /health/ready')).status).toBe(200), PATIENCE);
});

function isInOrder({ route, status, type }: Load['outcomes'][number]): boolean {
  if (status === 503 && route.includes('/api/')) return type.startsWith('application/problem+json');
  return [200, 201, 401, 503].includes(status);
}

/** A readiness probe gives up before a call does that waits for PostgreSQL. */
async function expectUnready({ server, account: { access_token: token } }: Stand, { isSilent }: Outage): Promise<void> {
  let isAnswered = false;
  const waiting = send(server, 'GET /api/v1/issues', { token }).finally(() => {
    isAnswered = true;
  });
  const [live, ready] = await Promise.all([send(server, 'GET /health/live'), send(server, 'GET /health/ready')]);
  expect([live.status, ready.status]).toEqual([200, 503]);
  if (isSilent) expect(isAnswered).toBe(false);
  expect((await waiting).status).toBe(503);
}

/** Waits until calls are answered as they should be, seen by a second of nothing else. */
async function untilNormal({ outcomes }: Load): Promise<void> {
  const before = outcomes.length;
  await vi.waitFor(
    () => {
      const since = Math.max(before, outcomes.findLastIndex(({ status }) => status >= 500 || status === 0) + 1);
      const [first, last] = [outcomes[since]?.began ?? 0, outcomes.at(-1)?.began ?? 0];
      expect(last - first).toBeGreaterThan(1000);
      expect(first).toBeGreaterThan(0);
    },
    { ...PATIENCE, interval: 100 },
  );
}

async function expectRevocationToCount({ server, account: { access_token: token } }: Stand): Promise<void> {
  expect((await send(server, 'GET /api/v1/users/me', { token })).status).toBe(200);
  expect((await send(server, 'POST /api/v1/auth/logout', { token })).status).toBeLessThan(300);
  expect((await send(server, 'GET /api/v1/users/me', { token })).status).toBe(401);
}
