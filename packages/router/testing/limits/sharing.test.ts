import { openDatabase } from '@docket/db';
import { createTestDatabase } from '@docket/kit/database';
import { refusalOf, testSettings } from '@docket/kit/docket';
import { expect, onTestFinished, test, vi } from 'vitest';
import { inProcessRequest } from '../../src/core/request.ts';
import { type CallLimit, callLimit } from '../../src/limits/call-limit.ts';
import { openLimits } from '../../src/limits/limits.ts';
import { shareCounts } from '../../src/limits/sharing.ts';

const limit = { name: 'read', quota: 10, window_seconds: 60, what: 'queries' };

const request = inProcessRequest({ address: '192.0.2.1' });
const call = { actor: { kind: 'anonymous' }, at: new Date().toISOString(), request } as const;

/** What stands for two processes: two counters, each with connections of its own to one database. */
async function twoProcesses() {
  const url = await createTestDatabase();
  return Promise.all([processOn(url), processOn(url)]);
}

async function processOn(url: string) {
  const database = await openDatabase(url);
  onTestFinished(() => database.close());
  const calls = callLimit(limit);
  return { database, calls, share: () => shareCounts(database, [calls]) };
}

/** How many of so many calls are let through. */
async function letThrough(calls: Pick<CallLimit, 'count'>, attempts: number): Promise<number> {
  let count = 0;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    await calls.count(call).then(
      () => (count += 1),
      () => undefined,
    );
  }
  return count;
}

test('lets through only what is left over all processes, once they have exchanged their counts', async () => {
  const [one, other] = await twoProcesses();
  expect(await letThrough(one.calls, 6)).toBe(6);
  expect(await letThrough(other.calls, 2)).toBe(2);
  await one.share();
  await other.share();
  await one.share(); // nothing new: what the other has counted is learned with the next call
  expect(await letThrough(other.calls, 5)).toBe(2);
  await other.share();
  expect(await letThrough(one.calls, 1)).toBe(1); // within the second
  await one.share();
  expect(await letThrough(one.calls, 5)).toBe(0);
});

test('overshoots by no more than what the other process lets through between two exchanges', async () => {
  const [one, other] = await twoProcesses();
  const both = await Promise.all([letThrough(one.calls, 20), letThrough(other.calls, 20)]);
  expect(both).toEqual([10, 10]);
  await one.share();
  await other.share();
  expect(await letThrough(one.calls, 5)).toBe(0);
  expect(await letThrough(other.calls, 5)).toBe(0);
});

test('counts a call that comes during an exchange', async () => {
  const [one] = await twoProcesses();
  await letThrough(one.calls, 4);
  const exchange = one.share();
  await letThrough(one.calls, 4);
  await exchange;
  expect(await letThrough(one.calls, 5)).toBe(2);
});

test('goes on by itself while the database does not answer, and shares what it counted meanwhile', async () => {
  const [one, other] = await twoProcesses();
  expect(await letThrough(one.calls, 7)).toBe(7);
  const broken = { ...one.database, write: () => Promise.reject(new Error('disk I/O error')) };
  await shareCounts(broken, [one.calls]);
  expect(await letThrough(one.calls, 2)).toBe(2);
  await one.share();
  expect(await letThrough(other.calls, 1)).toBe(1);
  await other.share();
  expect(await letThrough(other.calls, 1)).toBe(0);
});

test('forgets what it could not share when the window of it is over', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const [one] = await twoProcesses();
  const broken = { ...one.database, write: () => Promise.reject(new Error('disk I/O error')) };
  for (let minute = 0; minute < 5; minute += 1) {
    expect(await letThrough(one.calls, 4)).toBe(4);
    await shareCounts(broken, [one.calls]);
    vi.setSystemTime(Date.now() + 61_000);
    vi.advanceTimersByTime(61_000);
  }
  expect(one.calls.takeUnshared()).toEqual(new Map());
});

test('has a timer until it is closed', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const { database } = await processOn(await createTestDatabase());
  const others = vi.getTimerCount();
  const limits = openLimits(database, testSettings({ RATE_LIMIT_READS: '1' }));
  expect(vi.getTimerCount()).toBe(others + 1);
  await limits.countCall(call, 'read');
  expect(await refusalOf(limits.countCall(call, 'read'))).toMatchObject({ code: 'rate_limited' });
  vi.advanceTimersByTime(1000);
  await limits.close();
  expect(vi.getTimerCount()).toBe(others);
  expect(await database.read.selectFrom('rate_limit').select(['key', 'points']).execute()).toEqual([
    { key: 'read:192.0.2.1', points: 1 },
  ]);
});
