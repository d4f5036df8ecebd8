// Runs on none: it opens no database.

import { refusalOf } from '@docket/kit/docket';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createBoundedPool, hashingPool } from '../../src/credentials/hashing-pool.ts';
import { checkPassword, hashPassword, renewHash, verifyPassword } from '../../src/credentials/passwords.ts';

const bounds = { running: 2, waiting: 3, maxWaitSeconds: 7 };

/** Work that goes on until the test lets it end, and tells when it began. */
function openWork() {
  const begun: string[] = [];
  const { promise, resolve: endAll } = Promise.withResolvers<void>();
  const work = (name: string) => async () => {
    begun.push(name);
    await promise;
    return name;
  };
  return { begun, work, endAll };
}

test('runs as much at once as it may, lets the next wait in order, and refuses what is beyond at once', async () => {
  const pool = createBoundedPool(bounds);
  const { begun, work, endAll } = openWork();
  const accepted = ['a', 'b', 'c', 'd', 'e'].map((name) => pool.run(work(name)));
  expect(await refusalOf(pool.run(work('f')))).toEqual({
    code: 'unavailable',
    status: 503,
    detail: 'Too many passwords are being checked: try again in 7 seconds',
    retry_after: 7,
  });
  expect(() => pool.requireRoom()).toThrow('try again in 7 seconds');
  expect(begun).toEqual(['a', 'b']);
  endAll();
  expect(await Promise.all(accepted)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(() => pool.requireRoom()).not.toThrow();
  expect(begun).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('takes turns between those who wait, however much one of them has put in', async () => {
  const pool = createBoundedPool({ ...bounds, running: 1, waiting: 6 });
  const { begun, work, endAll } = openWork();
  const given = ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1'];
  const accepted = given.map((name) => pool.run(work(name), name.slice(0, 1)));
  endAll();
  await Promise.all(accepted);
  expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
});

test('refuses the last of whoever has the most when it is full, so that others have their share', async () => {
  const pool = createBoundedPool({ ...bounds, running: 1, waiting: 4 });
  const { begun, work, endAll } = openWork();
  const [, ...waiting] = ['a0', 'a1', 'a2', 'a3', 'a4'].map((name) => pool.run(work(name), 'a'));
  expect(await refusalOf(pool.run(work('a5'), 'a'))).toMatchObject({ code: 'unavailable' });
  const ofOthers = ['b1', 'c1'].map((name) => pool.run(work(name), name.slice(0, 1)));
  expect(await Promise.all(waiting.slice(2).map(refusalOf))).toMatchObject(Array(2).fill({ code: 'unavailable' }));
  // Now everybody has as much, or one more.
  expect(await refusalOf(pool.run(work('a5'), 'a'))).toMatchObject({ code: 'unavailable' });
  endAll();
  expect(await Promise.all(ofOthers)).toEqual(['b1', 'c1']);
  expect(begun).toEqual(['a0', 'a1', 'b1', 'c1', 'a2']);
});

test('has room again when work ends, also when it fails', async () => {
  const pool = createBoundedPool({ ...bounds, running: 1, waiting: 0 });
  for (let round = 0; round < 3; round += 1) {
    await expect(pool.run(() => Promise.reject(new Error('no such hash')))).rejects.toThrow('no such hash');
  }
  await expect(pool.run(async () => 'done')).resolves.toBe('done');
});

test('refuses work that waited too long when its turn comes, and takes on what comes then', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const pool = createBoundedPool({ ...bounds, running: 1 });
  const { begun, work, endAll } = openWork();
  const [first, second] = [pool.run(work('a')), pool.run(work('b'))];
  await vi.waitFor(() => expect(begun).toEqual(['a']), 60_000);
  vi.advanceTimersByTime(7001);
  const third = pool.run(work('c'));
  endAll();
  expect(await refusalOf(second)).toMatchObject({ code: 'unavailable', retry_after: 7 });
  expect(await Promise.all([first, third])).toEqual(['a', 'c']);
  expect(begun).toEqual(['a', 'c']);
});

test('puts every kind of hashing into one pool, and leaves the renewal of a hash for later when it is full', async () => {
  const hash = await hashPassword('analytical engine', 4);
  const { work, endAll } = openWork();
  const fillers = Promise.allSettled(Array.from({ length: 200 }, () => hashingPool.run(work('filler'))));
  const unavailable = { code: 'unavailable', retry_after: 6 };
  expect(await refusalOf(hashPassword('analytical engine', 4))).toMatchObject(unavailable);
  expect(await refusalOf(verifyPassword('analytical engine', hash))).toMatchObject(unavailable);
  expect(await refusalOf(checkPassword('analytical engine', { hash, cost: 4 }))).toMatchObject(unavailable);
  expect(await renewHash('analytical engine', { hash, cost: 5 })).toBeUndefined();
  endAll();
  await fillers;
  expect(await renewHash('analytical engine', { hash, cost: 5 })).toMatch(/^\$2b\$05\$/);
  expect(await renewHash('analytical engine', { hash, cost: 4 })).toBeUndefined();
});
